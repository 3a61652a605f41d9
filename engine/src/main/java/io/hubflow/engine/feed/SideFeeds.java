package io.hubflow.engine.feed;

import io.hubflow.engine.commit.GroupCommits;
import io.hubflow.engine.commit.GroupCommits.CommitParticipant;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the feeds beside the records, side by side, each after those that it waits for. Used once a run. */
public final class SideFeeds {
    private static final Logger LOG = LoggerFactory.getLogger(SideFeeds.class);

    private final HubSpotClient client;
    private final Destination destination;
    private final Streams streams;
    private final GroupCommits commits;
    private final SyncListener listener;
    private final Map<String, CountDownLatch> read = new ConcurrentHashMap<>();

    public SideFeeds(
            HubSpotClient client,
            Destination destination,
            Streams streams,
            GroupCommits commits,
            SyncListener listener) {
        this.client = client;
        this.destination = destination;
        this.streams = streams;
        this.commits = commits;
        this.listener = listener;
    }

    /** The feeds of a run that have nothing to do with its object types. */
    public static List<SideFeed> beside() {
        var lists = new ListsFeed();
        return List.of(
                ReferenceFeed.owners(),
                ReferenceFeed.users(),
                ReferenceFeed.teams(),
                ReferenceFeed.roles(),
                ReferenceFeed.currencies(),
                lists,
                new MembershipsFeed(lists));
    }

    /** @return a task for each feed; none of them throws, but for what ends a run */
    public List<Future<?>> start(List<SideFeed> feeds, ExecutorService threads) {
        feeds.forEach(feed -> read.put(feed.name(), new CountDownLatch(1)));
        return feeds.stream()
                .<Future<?>>map(feed -> {
                    // Those that come after it need what it has read, not its commit, which may wait for theirs.
                    var participant = commits.join(() -> begin(feed.name()));
                    return threads.submit(() -> run(feed, participant));
                })
                .toList();
    }

    private void run(SideFeed feed, CommitParticipant participant) {
        try (participant) {
            for (var name : feed.after()) {
                var other = read.get(name);
                if (other != null) {
                    other.await();
                }
            }
            feed.run(FeedRun.of(
                    client,
                    destination,
                    streams,
                    commits,
                    participant,
                    sentence -> listener.notice(feed.name(), sentence)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ConnectorException e) {
            tell(feed, e);
        } catch (RuntimeException e) {
            LOG.error("Reading the {} failed", feed.name(), e);
            listener.notice(
                    feed.name(),
                    "The " + feed.name() + " were not written; the records are. Internal error: " + e
                            + ". Please report this with the log.");
        } finally {
            begin(feed.name());
        }
    }

    /** Lets those feeds begin that come after this one. */
    private void begin(String feed) {
        Objects.requireNonNull(read.get(feed)).countDown();
    }

    private void tell(SideFeed feed, ConnectorException e) {
        LOG.info("The {} were not written: {}", feed.name(), e.getMessage());
        if (e.code() != ErrorCode.INTERRUPTED) {
            listener.notice(
                    feed.name(), "The " + feed.name() + " were not written; the records are. " + e.getMessage());
        }
    }
}
