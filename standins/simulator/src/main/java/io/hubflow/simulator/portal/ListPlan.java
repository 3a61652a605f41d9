package io.hubflow.simulator.portal;

import io.hubflow.simulator.portal.CrmList.Processing;
import io.hubflow.simulator.portal.CrmList.Rule;

/**
 * A list that a portal begins with.
 *
 * @param objectType any name of the type of its members
 */
public record ListPlan(String objectType, String name, Processing processing, Rule rule) {
    /** A static list of so many of the generated records. */
    public static ListPlan of(String objectType, long members) {
        return new ListPlan(objectType, "Static list of " + objectType, Processing.MANUAL, new Rule.Some(members));
    }

    /** A dynamic list of the records whose property has a value. */
    public static ListPlan where(String objectType, String property, String value) {
        return new ListPlan(
                objectType,
                objectType + " where " + property + " is " + value,
                Processing.DYNAMIC,
                new Rule.Valued(property, value));
    }
}
