package io.hubflow.engine.report;

/**
 * What a run tells of a table that does not hold what was written to it last, because somebody dropped it or put another one, such
 * as an older copy, in its place.
 *
 * @param isThere whether a table of this name is there
 */
public record LostTable(String name, boolean isThere) {
    /** One that HubSpot's definitions or settings fill, such as the owners. */
    public String reference() {
        return happened()
                + " It is written again with everything that HubSpot has now. Rows of what HubSpot has deleted, which only"
                + " the lost table had, are lost.";
    }

    /** One of links. */
    public String links() {
        return happened() + " All links of the pair are read again.";
    }

    /** One of the members of lists. */
    public String members() {
        return happened() + " The members of all lists are read again.";
    }

    /** One of the versions of properties. */
    public String history() {
        return happened()
                + " The histories of all records are read again, as far back as HubSpot keeps them. Older versions, which only"
                + " the lost table had, are lost"
                + (isThere ? ", except those that this one has." : ".");
    }

    private String happened() {
        return isThere
                ? "Table " + name
                        + " does not hold what was written to it last; somebody may have put an older copy in its place."
                : "Table " + name + " is gone, although it was written before.";
    }
}
