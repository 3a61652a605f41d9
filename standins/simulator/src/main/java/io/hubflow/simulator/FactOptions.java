package io.hubflow.simulator;

import io.hubflow.simulator.api.ApiSettings.ArchivedOrder;
import io.hubflow.simulator.mutation.ChangeSettings.MergedIds;

/**
 * How the portal answers about what belongs to records: their links and their history, and what became of them.
 *
 * @param associationPage the most links of a record that a page of associations holds, 1 to 500
 * @param historyDepth the most versions of a value that are answered, the newest ones; 0 for all
 * @param mergedIds which ids the survivor of a chain of merges names
 * @param archivedOrder the order of archived lists
 */
public record FactOptions(int associationPage, int historyDepth, MergedIds mergedIds, ArchivedOrder archivedOrder) {
    /** The most links of a record on one page (source: OpenAPI). */
    public static final int MAX_ASSOCIATION_PAGE = 500;

    /** Checks the numbers. */
    public FactOptions {
        if (associationPage < 1 || associationPage > MAX_ASSOCIATION_PAGE) {
            throw new IllegalArgumentException(
                    "A page of associations holds 1 to " + MAX_ASSOCIATION_PAGE + " links, not " + associationPage);
        }
        if (historyDepth < 0) {
            throw new IllegalArgumentException("A value has 0 (all) or more versions, not " + historyDepth);
        }
    }

    /** As kind as HubSpot is known to be. */
    public static FactOptions defaults() {
        return new FactOptions(MAX_ASSOCIATION_PAGE, 0, MergedIds.ALL, ArchivedOrder.ID);
    }

    /** These options with shorter pages of associations. */
    public FactOptions withAssociationPage(int links) {
        return new FactOptions(links, historyDepth, mergedIds, archivedOrder);
    }

    /** These options with so many versions of a value at most. */
    public FactOptions withHistoryDepth(int versions) {
        return new FactOptions(associationPage, versions, mergedIds, archivedOrder);
    }

    /** These options with other ids on survivors of chains of merges. */
    public FactOptions withMergedIds(MergedIds ids) {
        return new FactOptions(associationPage, historyDepth, ids, archivedOrder);
    }

    /** These options with another order of archived lists. */
    public FactOptions withArchivedOrder(ArchivedOrder order) {
        return new FactOptions(associationPage, historyDepth, mergedIds, order);
    }
}
