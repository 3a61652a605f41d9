package io.hubflow.engine.feed;

import io.hubflow.engine.commit.GroupCommits;
import io.hubflow.engine.commit.GroupCommits.CommitParticipant;
import io.hubflow.engine.commit.PendingIdentity;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Destination;
import io.hubflow.hubspot.HubSpotClient;
import java.util.function.Consumer;

/**
 * What one feed needs for one run.
 *
 * @param participant through which it commits
 * @param identity which portal the tables belong to
 * @param notice takes sentences an operator may act on
 * @param nowMillis HubSpot's clock
 */
public record FeedRun(
        HubSpotClient client,
        Destination destination,
        Streams streams,
        CommitParticipant participant,
        PendingIdentity identity,
        Consumer<String> notice,
        long nowMillis) {
    static FeedRun of(
            HubSpotClient client,
            Destination destination,
            Streams streams,
            GroupCommits commits,
            CommitParticipant participant,
            Consumer<String> notice) {
        var now = client.serverTime().earliest().toEpochMilli();
        return new FeedRun(client, destination, streams, participant, commits.identity(), notice, now);
    }
}
