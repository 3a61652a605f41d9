package io.hubflow.engine;

import io.hubflow.engine.forecast.RunForecast.Binding;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.CallCounts;
import io.hubflow.hubspot.Latencies;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the next run will take, by what HubSpot counts now.
 *
 * @param types in the order of the request
 * @param definitions calls that belong to no object type's records: properties, pipelines, types of links, owners, users and
 *     other settings, and members of lists by the sizes that HubSpot tells
 * @param duration under the limits of this portal, with answers as fast as these latencies, on a machine as fast as it was in the
 *     last large run
 * @param binds what decides the duration
 * @param bytes of all answers with records, unpacked, by the size of a page that was read
 * @param dailyLimit calls that the portal has a day; absent when HubSpot does not tell
 * @param dailyRemaining those that are left today
 */
public record SyncPlan(
        List<TypePlan> types,
        CallCounts definitions,
        Duration duration,
        Binding binds,
        Latencies latencies,
        long bytes,
        OptionalLong dailyLimit,
        OptionalLong dailyRemaining) {
    public SyncPlan {
        types = List.copyOf(types);
    }

    /** Of all parts. */
    public CallCounts calls() {
        return types.stream().map(TypePlan::calls).reduce(definitions, CallCounts::plus);
    }

    /** Whether the day's calls do not last for it. */
    public boolean exceedsDay() {
        return dailyRemaining.isPresent() && calls().total() > dailyRemaining.getAsLong();
    }

    /** Part of the calls of a day, 1 = all of them. */
    public OptionalDouble shareOfDay() {
        return dailyLimit.isPresent() && dailyLimit.getAsLong() > 0
                ? OptionalDouble.of(calls().total() / (double) dailyLimit.getAsLong())
                : OptionalDouble.empty();
    }

    /** What happens to an object type. */
    public enum Mode {
        FIRST_LOAD,
        UPDATE,
        FAILS
    }

    /**
     * One object type.
     *
     * @param records HubSpot's count of those that are wanted; absent when the type cannot be searched
     * @param properties that are read
     * @param pairs whose links are read with these records, such as {@code contacts:companies}
     * @param histories properties whose earlier values are read
     * @param changed records that were modified since the last run; 0 in a first load
     * @param again what is read although it did not change
     * @param calls for all of it
     * @param refresh those among them that read values again which no search finds, within the refresh budget
     * @param bytes of the answers with its records, unpacked
     * @param problem why the type cannot be read
     */
    public record TypePlan(
            String objectType,
            Mode mode,
            OptionalLong records,
            int properties,
            List<String> pairs,
            List<String> histories,
            long changed,
            List<Again> again,
            CallCounts calls,
            CallCounts refresh,
            long bytes,
            Optional<ConnectorException> problem) {
        public TypePlan {
            pairs = List.copyOf(pairs);
            histories = List.copyOf(histories);
            again = List.copyOf(again);
        }
    }

    /**
     * Something that is read again, or for the first time beside rows that are there.
     *
     * @param why a sentence without its full stop
     * @param names of the properties or tables that are the reason
     */
    public record Again(String why, List<String> names, long records, CallCounts calls) {
        public Again {
            names = List.copyOf(names);
        }
    }
}
