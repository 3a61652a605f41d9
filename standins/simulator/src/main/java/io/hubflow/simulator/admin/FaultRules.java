package io.hubflow.simulator.admin;

import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.fault.FaultPlan;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.portal.PropertyDefinition.Sensitivity;
import io.hubflow.simulator.portal.TypeTable;
import java.util.Arrays;

/** Adds rules to a plan after checking that what they name exists: a typo would make a rule that never strikes. */
public final class FaultRules {
    private final FaultPlan plan;
    private final TypeTable types;

    /** Rules for the types of a portal. */
    public FaultRules(FaultPlan plan, TypeTable types) {
        this.plan = plan;
        this.types = types;
    }

    /**
     * Adds a rule.
     *
     * @throws IllegalArgumentException for an endpoint, object type or sensitivity class that does not exist
     */
    public void add(FaultRule rule) {
        plan.add(checked(rule));
    }

    /** The rule with plural type names. */
    FaultRule checked(FaultRule rule) {
        rule.endpoints().forEach(Endpoint::parse);
        for (String word : rule.sensitivities()) {
            if (Arrays.stream(Sensitivity.values())
                    .noneMatch(known -> known.word().equals(word))) {
                throw new IllegalArgumentException(
                        "Unknown class \"" + word + "\"; choose non_sensitive, sensitive or highly_sensitive");
            }
        }
        return rule.of(rule.objectTypes().stream()
                .map(name -> types.key(types.require(name)))
                .toArray(String[]::new));
    }
}
