package io.hubflow.nifi.list;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Destination;
import io.hubflow.error.ConnectorException;
import io.hubflow.nifi.Bulletins;
import io.hubflow.nifi.HubSpotProcessorProperties;
import java.time.Duration;
import java.util.List;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;

/**
 * Looks whether the tables that a processor fills at long intervals are still there. Where another destination was set, a schema
 * was made anew or a table was dropped, nothing waits for the interval. A single table of records that List Fresh fills again
 * between two looks is not missed: its archived records come at the interval.
 */
public final class LostTables {
    /** Each look is a statement to a warehouse, though one that does not wake it. */
    private static final Duration PAUSE = Duration.ofMinutes(5);

    private static final String LOOK = "(look)";
    private static final String DESTINATION = "(destination)";
    private static final String THERE = "(there)";

    private LostTables() {}

    /** Makes everything due again if the destination has lost a table that it had at the last look, or is another one. */
    public static void look(ProcessContext context, ComponentLog log, Bulletins bulletins, Rounds rounds) {
        if (!rounds.isDue(LOOK)) {
            return;
        }
        rounds.pause(LOOK, PAUSE);
        try (var opened = HubSpotProcessorProperties.openDestination(context)) {
            look(opened.destination(), log, bulletins, rounds);
        } catch (ConnectorException e) {
            log.debug("the tables could not be looked at; who reads for them will tell why", e);
        }
    }

    private static void look(Destination destination, ComponentLog log, Bulletins bulletins, Rounds rounds) {
        // States count their commits, so in one destination the sum only grows.
        var commits = destination.loadCheckpoints().stream()
                .mapToLong(Checkpoint::sequence)
                .sum();
        var before = rounds.words(DESTINATION);
        var isAnother = !before.isEmpty()
                && (!before.getFirst().equals(destination.description()) || commits < Long.parseLong(before.getLast()));
        var lost = rounds.words(THERE).stream()
                .filter(table -> !destination.holdsReference(table, ""))
                .toList();
        if (!isAnother && !lost.isEmpty()) {
            bulletins.warn(
                    log,
                    "lost " + lost,
                    "These tables are gone from " + destination.description()
                            + ", or somebody has put other ones in their place. They are filled again: "
                            + String.join(", ", lost) + ".");
        }
        if (isAnother || !lost.isEmpty()) {
            rounds.forgetAll();
        }
        rounds.note(DESTINATION, List.of(destination.description(), Long.toString(commits)));
        rounds.note(
                THERE, rounds.filled().stream().filter(destination::hasTable).toList());
    }
}
