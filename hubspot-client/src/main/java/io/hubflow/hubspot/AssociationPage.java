package io.hubflow.hubspot;

import java.util.List;
import java.util.Optional;

/**
 * The answer to one batch read of associations.
 *
 * @param linked a page of links of each record that has some
 * @param unlinked records of which HubSpot says that they have no links to the other object type
 * @param unanswered records of which it says nothing, or that it does not find
 */
public record AssociationPage(List<Linked> linked, List<Long> unlinked, List<Long> unanswered) {
    public AssociationPage {
        linked = List.copyOf(linked);
        unlinked = List.copyOf(unlinked);
        unanswered = List.copyOf(unanswered);
    }

    /** @param nextAfter the cursor of the next page of this record's links; absent on its last page */
    public record Linked(long fromId, List<AssociationLink> links, Optional<String> nextAfter) {}
}
