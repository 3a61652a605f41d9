package io.hubflow.hubspot;

/**
 * A record whose links are asked for.
 *
 * @param after the cursor of the record's next page of links; empty = its first page
 */
public record AssociationInput(long id, String after) {
    public static AssociationInput first(long id) {
        return new AssociationInput(id, "");
    }
}
