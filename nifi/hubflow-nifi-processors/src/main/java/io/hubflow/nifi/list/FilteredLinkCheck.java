package io.hubflow.nifi.list;

import io.hubflow.engine.RunFacts;
import io.hubflow.engine.absence.LinksOutsideFilter;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Destination;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import java.util.List;
import java.util.Optional;

/**
 * Leaves the links between records of the filters in the tables (decision 47). Links are looked through once after something has
 * landed, and only while no slice is on its way: the row of a record that comes into the filter lands with its links.
 */
final class FilteredLinkCheck {
    private final HubSpotClient client;
    private final Destination destination;
    private final Streams streams;

    FilteredLinkCheck(HubSpotClient client, Destination destination) {
        this.client = client;
        this.destination = destination;
        this.streams = Streams.of(destination.loadCheckpoints());
    }

    /** @param types all that are planned; another node or a slower processor may be at work on any of them */
    void look(List<KnownType> types, Hints hints) {
        var names = types.stream().map(known -> known.wanted().type().name()).toList();
        if (names.stream()
                .anyMatch(name -> state(name)
                        .filter(state -> !isUnderWay(hints.of(name), state))
                        .isEmpty())) {
            return;
        }
        var newest = names.stream()
                .flatMap(name -> state(name).stream())
                .mapToLong(ObjectState::readAtMillis)
                .max()
                .orElse(0);
        types.forEach(known -> look(known, newest));
    }

    private void look(KnownType known, long newestMillis) {
        var type = known.wanted().type();
        var state = state(type.name()).orElseThrow();
        if (!LinksOutsideFilter.isDue(state, newestMillis)) {
            return;
        }
        var facts = known.facts()
                .reading(type, client, newestMillis, RunFacts.problems((pair, sentence) -> {}), known.privacy());
        new LinksOutsideFilter(destination, destination::commit).remove(type.table(), facts.endsOf(type));
        try {
            destination.commit(Commit.ofCheckpoints(
                    List.of(streams.next(type.name(), StateCodec.write(state.linksComparedTo(newestMillis))))));
        } catch (ConnectorException e) {
            if (e.code() != ErrorCode.DESTINATION_STATE_MOVED) {
                throw e;
            }
            // Something has landed: the next run looks again.
        }
    }

    private Optional<ObjectState> state(String type) {
        return streams.find(type).map(json -> StateCodec.read(type, json, ObjectState.class));
    }

    /** Whether slices that were handed out may still bring rows. */
    static boolean isUnderWay(Hint hint, ObjectState state) {
        return state.snapshot() != null
                || hint.findKind("window")
                        .filter(window -> state.fastMarkMillis() < Long.parseLong(window.work()))
                        .isPresent()
                || hint.findKind("refresh")
                        .filter(pass ->
                                RefreshPlan.isOfPass(pass, state.refresh().pass()))
                        .filter(pass -> !state.refresh()
                                .covered()
                                .gapsIn(RefreshPlan.idsOf(pass))
                                .isEmpty())
                        .isPresent()
                || state.backfills().stream()
                        .anyMatch(backfill ->
                                hint.findKind("backfill:" + backfill.property()).isPresent());
    }
}
