package io.hubflow.hubspot;

/** The one sort rule that HubSpot takes in a search. */
public record SearchSort(String property, Direction direction) {
    /** By HubSpot's names. */
    public enum Direction {
        ASCENDING,
        DESCENDING
    }

    public static SearchSort ascending(String property) {
        return new SearchSort(property, Direction.ASCENDING);
    }

    public static SearchSort descending(String property) {
        return new SearchSort(property, Direction.DESCENDING);
    }
}
