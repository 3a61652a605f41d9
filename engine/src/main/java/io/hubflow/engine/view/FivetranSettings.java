package io.hubflow.engine.view;

import java.util.List;
import java.util.Optional;

/** The views of what a portal has beside its records: owners, properties, users, teams, roles, lists. */
final class FivetranSettings {
    private static final String CONTACTS = "'0-1'";

    private final ViewStore store;
    private final SqlDialect sql;
    private final String portalId;

    FivetranSettings(ViewStore store, String portalId) {
        this.store = store;
        this.sql = store.dialect();
        this.portalId = portalId;
    }

    /** @throws IllegalArgumentException when there is no such view */
    List<Selection> selections(String name) {
        return switch (name) {
            case "owner" -> one(from("hubspot_owners").map(this::owner));
            case "owner_team" -> one(from("hubspot_owners").map(this::ownerTeam));
            case "property" -> one(from("hubspot_properties").map(this::property));
            case "property_option" -> one(from("hubspot_properties").map(this::option));
            case "contact_list" -> one(from("hubspot_lists").map(this::list));
            case "contact_list_member" -> one(from("hubspot_list_memberships").map(this::member));
            case "users" -> one(from("hubspot_users").map(this::user));
            case "role" ->
                one(from("hubspot_roles")
                        .map(t -> named(t).rename("requires_billing_write", "requires_billing_write")));
            case "team" -> one(from("hubspot_teams").map(this::named));
            case "team_user" ->
                from("hubspot_teams").isEmpty()
                        ? List.of()
                        : List.of(teamUser("user_ids", "FALSE"), teamUser("secondary_user_ids", "TRUE"));
            default -> throw new IllegalArgumentException("no view " + name);
        };
    }

    private static List<Selection> one(Optional<Selection> selection) {
        return selection.stream().toList();
    }

    private Optional<Selection> from(String table) {
        return store.find(table).map(relation -> new Selection(sql, relation));
    }

    private Selection removable(Selection t) {
        return t.set("_fivetran_deleted", t.column("removed_at") + " IS NOT NULL");
    }

    private Selection named(Selection t) {
        return removable(t).rename("id", "id", "name", "name");
    }

    private Selection owner(Selection t) {
        return t.rename(
                        "owner_id",
                        "id",
                        "active_user_id",
                        "user_id",
                        "created_at",
                        "created_at",
                        "updated_at",
                        "updated_at",
                        "email",
                        "email",
                        "first_name",
                        "first_name",
                        "last_name",
                        "last_name",
                        "type",
                        "type",
                        "_fivetran_synced",
                        "updated_at")
                .set("portal_id", portalId);
    }

    private Selection ownerTeam(Selection t) {
        return removable(t)
                .rename("owner_id", "id", "_fivetran_synced", "updated_at")
                .set("team_id", sql.member(sql.element("e"), "id"))
                .set("is_team_primary", sql.member(sql.element("e"), "primary"))
                .join(sql.eachElement(t.column("teams"), "e"));
    }

    private Selection property(Selection t) {
        return t.rename(
                        "calculated",
                        "calculated",
                        "description",
                        "description",
                        "field_type",
                        "field_type",
                        "group_name",
                        "group_name",
                        "hubspot_defined",
                        "hubspot_defined",
                        "label",
                        "label",
                        "name",
                        "name",
                        "type",
                        "type")
                .set("_fivetran_id", propertyId(t))
                .set("hubspot_object", singular(t));
    }

    private String propertyId(Selection t) {
        return sql.md5(t.column("object_type") + " || '.' || " + t.column("name"));
    }

    /** As Fivetran calls the object of a property; custom objects by their own name. */
    private String singular(Selection t) {
        return "CASE " + t.column("object_type")
                + " WHEN 'contacts' THEN 'contact' WHEN 'companies' THEN 'company' WHEN 'deals' THEN 'deal'"
                + " WHEN 'tickets' THEN 'ticket' ELSE " + t.column("object_type") + " END";
    }

    private Selection option(Selection t) {
        var option = sql.element("e");
        return t.rename("name", "name")
                .set("property_id", propertyId(t))
                .set("hubspot_object", singular(t))
                .set("label", sql.member(option, "label"))
                .set("value", sql.member(option, "value"))
                .set("hidden", sql.member(option, "hidden"))
                .set("display_order", sql.member(option, "displayOrder"))
                .join(sql.eachElement(t.column("options"), "e"));
    }

    private Selection list(Selection t) {
        return t.rename(
                        "id",
                        "list_id",
                        "name",
                        "name",
                        "created_at",
                        "created_at",
                        "updated_at",
                        "updated_at",
                        "object_type_id",
                        "object_type_id",
                        "processing_status",
                        "processing_status",
                        "processing_type",
                        "processing_type",
                        "list_version",
                        "version",
                        "metadata_size",
                        "size",
                        "_fivetran_synced",
                        "updated_at")
                .set("dynamic", t.column("processing_type") + " = 'DYNAMIC'")
                .set("portal_id", portalId)
                .set(
                        "_fivetran_deleted",
                        "(" + t.column("removed_at") + " IS NOT NULL OR " + t.column("deleted_at") + " IS NOT NULL)")
                .where(t.column("object_type_id") + " = " + CONTACTS);
    }

    private Selection member(Selection t) {
        var lists = store.find("hubspot_lists");
        t.rename(
                        "contact_id",
                        "record_id",
                        "contact_list_id",
                        "list_id",
                        "added_at",
                        "membership_timestamp",
                        "_fivetran_synced",
                        "_synced_at")
                .set("_fivetran_deleted", "FALSE");
        // Lists of other object types have members too.
        lists.ifPresent(each -> t.where(sql.as(ViewType.STRING, t.column("list_id")) + " IN (SELECT "
                + each.columns().get("list_id") + " FROM " + each.sql() + " WHERE "
                + each.columns().get("object_type_id") + " = " + CONTACTS + ")"));
        return t;
    }

    private Selection user(Selection t) {
        return removable(t)
                .rename(
                        "id",
                        "id",
                        "email",
                        "email",
                        "first_name",
                        "first_name",
                        "last_name",
                        "last_name",
                        "primary_team_id",
                        "primary_team_id")
                .set("role_id", sql.firstElement(t.column("role_ids")));
    }

    private Selection teamUser(String column, String secondary) {
        var t = from("hubspot_teams").orElseThrow();
        return removable(t)
                .rename("team_id", "id")
                .set("user_id", sql.elementText("e"))
                .set("is_secondary_user", secondary)
                .join(sql.eachElement(t.column(column), "e"));
    }
}
