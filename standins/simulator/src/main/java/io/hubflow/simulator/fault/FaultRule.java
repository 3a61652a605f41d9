package io.hubflow.simulator.fault;

import java.util.Set;

/**
 * A fault, and when it strikes.
 *
 * @param fault what happens
 * @param endpoints names of endpoints ({@code list}, {@code search}, …); empty for all
 * @param objectTypes plural names; empty for all
 * @param sensitivities classes of property lists ({@code non_sensitive}, {@code sensitive},
 *     {@code highly_sensitive}); empty for all calls, otherwise only lists of property definitions are concerned
 * @param trigger which of the calls
 * @param limit at most this many times; a rule with a probability, at each endpoint for each type
 * @param seed makes a probability replayable
 */
public record FaultRule(
        Fault fault,
        Set<String> endpoints,
        Set<String> objectTypes,
        Set<String> sensitivities,
        Trigger trigger,
        int limit,
        long seed) {
    /** Copies the filters. */
    public FaultRule {
        endpoints = Set.copyOf(endpoints);
        objectTypes = Set.copyOf(objectTypes);
        sensitivities = Set.copyOf(sensitivities);
    }

    /** A fault of every call until the plan is cleared. */
    public static FaultRule always(Fault fault) {
        return new FaultRule(fault, Set.of(), Set.of(), Set.of(), new Trigger.Every(1), Integer.MAX_VALUE, 0);
    }

    /** A fault of the next matching call only. */
    public static FaultRule once(Fault fault) {
        return always(fault).atMost(1);
    }

    /** A fault of each call with a probability. */
    public static FaultRule withProbability(Fault fault, double share, long seed) {
        return new FaultRule(
                fault, Set.of(), Set.of(), Set.of(), new Trigger.Probability(share), Integer.MAX_VALUE, seed);
    }

    /** This rule for some endpoints only. */
    public FaultRule on(String... endpointNames) {
        return new FaultRule(fault, Set.of(endpointNames), objectTypes, sensitivities, trigger, limit, seed);
    }

    /** This rule for some object types only, by plural name. */
    public FaultRule of(String... typeNames) {
        return new FaultRule(fault, endpoints, Set.of(typeNames), sensitivities, trigger, limit, seed);
    }

    /** This rule for lists of property definitions of these classes only. */
    public FaultRule ofClasses(String... classWords) {
        return new FaultRule(fault, endpoints, objectTypes, Set.of(classWords), trigger, limit, seed);
    }

    /** This rule with another trigger. */
    public FaultRule when(Trigger newTrigger) {
        return new FaultRule(fault, endpoints, objectTypes, sensitivities, newTrigger, limit, seed);
    }

    /** This rule, striking at most so many times; one with a probability, at each endpoint for each type. */
    public FaultRule atMost(int times) {
        return new FaultRule(fault, endpoints, objectTypes, sensitivities, trigger, times, seed);
    }

    boolean appliesTo(String endpoint, String objectType, String sensitivity) {
        return (endpoints.isEmpty() || endpoints.contains(endpoint))
                && (objectTypes.isEmpty() || objectTypes.contains(objectType))
                && (sensitivities.isEmpty() || sensitivities.contains(sensitivity));
    }
}
