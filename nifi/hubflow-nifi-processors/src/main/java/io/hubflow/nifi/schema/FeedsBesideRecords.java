package io.hubflow.nifi.schema;

import io.hubflow.engine.checkpoint.PortalIdentity;
import io.hubflow.engine.commit.GroupCommits;
import io.hubflow.engine.commit.PendingIdentity;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.feed.SideFeeds;
import io.hubflow.engine.identity.PortalGuard;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.nifi.Bulletins;
import io.hubflow.nifi.CanvasText;
import io.hubflow.nifi.HubSpotProcessorProperties;
import io.hubflow.nifi.list.Rounds;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;

/**
 * Users, teams, roles, currencies, lists and their members, read by the engine's feeds. They are compared with what the tables
 * hold and written at once; nothing else waits for them.
 */
final class FeedsBesideRecords {
    /** No object type is called so. */
    static final String PART = "(beside)";

    /** These travel as a FlowFile. */
    private static final String OWNERS = "owners";

    private final ProcessContext context;
    private final ComponentLog log;
    private final Bulletins bulletins;

    FeedsBesideRecords(ProcessContext context, ComponentLog log, Bulletins bulletins) {
        this.context = context;
        this.log = log;
        this.bulletins = bulletins;
    }

    /** Does nothing before the tables are known to belong to the portal. */
    void run(Rounds rounds) {
        if (!rounds.isDue(PART)) {
            return;
        }
        try (var opened = HubSpotProcessorProperties.openDestination(context)) {
            if (read(HubSpotProcessorProperties.client(context), opened.destination(), rounds)) {
                rounds.succeeded(PART);
                bulletins.over(PART);
            } else {
                rounds.failed(PART);
            }
        } catch (ConnectorException e) {
            bulletins.warn(log, PART + " " + e.code(), "Lists and users were not read. " + CanvasText.of(e));
            rounds.failed(PART);
        }
    }

    /** Whether everything was read. */
    private boolean read(HubSpotClient client, Destination destination, Rounds rounds) {
        var checkpoints = destination.loadCheckpoints();
        var streams = Streams.of(checkpoints);
        if (streams.find(PortalIdentity.STREAM).isEmpty()) {
            return false;
        }
        var verdict = new PortalGuard(client, destination).require(checkpoints);
        var commits = new GroupCommits(destination, streams, new PendingIdentity(streams, verdict));
        var told = new AtomicBoolean();
        var listener = new SyncListener() {
            @Override
            public void notice(String name, String sentence) {
                told.set(true);
                bulletins.warn(log, PART + " " + name, CanvasText.of(sentence));
            }
        };
        var feeds = SideFeeds.beside().stream()
                .filter(feed -> !feed.name().equals(OWNERS))
                .toList();
        feeds.forEach(feed -> feed.tables().forEach(rounds::fills));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var task : new SideFeeds(client, destination, streams, commits, listener).start(feeds, threads)) {
                task.get();
            }
            return !told.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
