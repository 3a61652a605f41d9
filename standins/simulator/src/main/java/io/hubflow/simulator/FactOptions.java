package io.hubflow.simulator;

/**
 * How the portal answers about what belongs to records: their links, history and lists, and what became of them.
 *
 * @param associationPage the most links of a record that a page of associations holds, 1 to 500
 */
public record FactOptions(int associationPage) {
    /** The most links of a record on one page (source: OpenAPI). */
    public static final int MAX_ASSOCIATION_PAGE = 500;

    /** Checks the numbers. */
    public FactOptions {
        if (associationPage < 1 || associationPage > MAX_ASSOCIATION_PAGE) {
            throw new IllegalArgumentException(
                    "A page of associations holds 1 to " + MAX_ASSOCIATION_PAGE + " links, not " + associationPage);
        }
    }

    /** As kind as HubSpot is known to be. */
    public static FactOptions defaults() {
        return new FactOptions(MAX_ASSOCIATION_PAGE);
    }

    /** These options with shorter pages of associations. */
    public FactOptions withAssociationPage(int links) {
        return new FactOptions(links);
    }
}
