package io.hubflow.engine.checkpoint;

/**
 * What reading has taught about one object type in one portal; HubSpot documents none of it (reference §3, §10).
 *
 * @param idOrder how a search sorts {@code hs_object_id}
 * @param listJump whether the list can be entered at any id
 * @param modifiedFilter whether the filter on the last-modified property finds records
 * @param search whether the type can be searched at all
 */
public record PortalFacts(IdOrder idOrder, ListJump listJump, ModifiedFilter modifiedFilter, Search search) {
    public static final PortalFacts UNKNOWN =
            new PortalFacts(IdOrder.NUMERIC, ListJump.UNKNOWN, ModifiedFilter.UNKNOWN, Search.UNKNOWN);

    /** Numeric until a page proves otherwise: every page is checked. */
    public enum IdOrder {
        NUMERIC,
        TEXTUAL
    }

    /** Refused is remembered; allowed only after a probe. */
    public enum ListJump {
        UNKNOWN,
        ALLOWED,
        REFUSED
    }

    /** Empty: it finds nothing although there are records. */
    public enum ModifiedFilter {
        UNKNOWN,
        WORKS,
        EMPTY
    }

    /** Missing: HubSpot refuses to search this type. */
    public enum Search {
        UNKNOWN,
        WORKS,
        MISSING
    }

    public PortalFacts with(IdOrder order) {
        return new PortalFacts(order, listJump, modifiedFilter, search);
    }

    public PortalFacts with(ListJump jump) {
        return new PortalFacts(idOrder, jump, modifiedFilter, search);
    }

    public PortalFacts with(ModifiedFilter filter) {
        return new PortalFacts(idOrder, listJump, filter, search);
    }

    public PortalFacts with(Search found) {
        return new PortalFacts(idOrder, listJump, modifiedFilter, found);
    }

    /** Whether changes can be found by a search on the modification time. */
    public boolean changesCanBeSearched() {
        return search != Search.MISSING && modifiedFilter != ModifiedFilter.EMPTY;
    }
}
