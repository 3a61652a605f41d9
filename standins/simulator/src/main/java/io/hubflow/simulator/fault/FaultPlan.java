package io.hubflow.simulator.fault;

import io.hubflow.simulator.json.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules in force. Whether a probability strikes a call depends on the rule's seed and the call's place alone: the
 * nth call of that endpoint for that type; its limit, too, is one of each endpoint and type. So a run that failed fails again with its seed, in whatever order the calls
 * of different types arrive. Safe for use by many threads.
 */
public final class FaultPlan {
    private final List<Active> active = new ArrayList<>();

    private record Place(String endpoint, String objectType) {}

    private static final class Active {
        private final FaultRule rule;
        private final Map<Place, Long> callsByPlace = new HashMap<>();
        private final Map<Place, Integer> strikesByPlace = new HashMap<>();
        private long calls;
        private int strikes;

        private Active(FaultRule rule) {
            this.rule = rule;
        }

        private boolean strikes(String endpoint, String objectType) {
            calls++;
            var place = new Place(endpoint, objectType);
            long atPlace = callsByPlace.merge(place, 1L, Long::sum);
            int before = isDrawn() ? strikesByPlace.getOrDefault(place, 0) : strikes;
            if (before >= rule.limit() || !fires(endpoint, objectType, atPlace)) {
                return false;
            }
            strikes++;
            strikesByPlace.merge(place, 1, Integer::sum);
            return true;
        }

        private boolean isDrawn() {
            return rule.trigger() instanceof Trigger.Probability;
        }

        private boolean fires(String endpoint, String objectType, long atPlace) {
            return isDrawn()
                    ? rule.trigger().fires(atPlace, Hash.mix(rule.seed(), Hash.of(endpoint + " " + objectType)))
                    : rule.trigger().fires(calls, rule.seed());
        }
    }

    /**
     * A rule and what became of it.
     *
     * @param calls the calls it applied to
     * @param strikes the calls it spoilt
     */
    public record Status(FaultRule rule, long calls, int strikes) {}

    /**
     * What goes wrong with one call.
     *
     * @param failure what refuses, breaks or delays it
     * @param edits what changes its answer, in the order of the rules
     */
    public record Struck(Optional<Fault> failure, List<Fault.Edit> edits) {
        /** Nothing goes wrong. */
        public static final Struck NOTHING = new Struck(Optional.empty(), List.of());

        /** Copies the edits. */
        public Struck {
            edits = List.copyOf(edits);
        }
    }

    /** Adds a rule. */
    public synchronized void add(FaultRule rule) {
        active.add(new Active(rule));
    }

    /** Removes all rules. */
    public synchronized void clear() {
        active.clear();
    }

    /** The rules in force. */
    public synchronized List<Status> rules() {
        return active.stream()
                .map(entry -> new Status(entry.rule, entry.calls, entry.strikes))
                .toList();
    }

    /**
     * What goes wrong with a call. Of the rules that refuse, break or delay calls the first that strikes wins, and
     * later ones do not count the call; a call that a rule refuses has no answer to edit.
     *
     * @param sensitivity the class that a list of property definitions is asked for; else empty
     */
    public synchronized Struck next(String endpoint, String objectType, String sensitivity) {
        if (active.isEmpty()) {
            return Struck.NOTHING;
        }
        Optional<Fault> failure = active.stream()
                .filter(entry -> !(entry.rule.fault() instanceof Fault.Edit)
                        && entry.rule.appliesTo(endpoint, objectType, sensitivity)
                        && entry.strikes(endpoint, objectType))
                .map(entry -> entry.rule.fault())
                .findFirst();
        boolean answered = failure.isEmpty() || failure.get() instanceof Fault.Slow;
        var edits = new ArrayList<Fault.Edit>();
        for (Active entry : active) {
            if (entry.rule.fault() instanceof Fault.Edit edit
                    && (answered || ofHead(edit))
                    && entry.rule.appliesTo(endpoint, objectType, sensitivity)
                    && entry.strikes(endpoint, objectType)) {
                edits.add(edit);
            }
        }
        return new Struck(failure, edits);
    }

    private static boolean ofHead(Fault.Edit edit) {
        return edit instanceof Fault.WrongDate || edit instanceof Fault.MissingDate;
    }
}
