package io.hubflow.engine.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * HubSpot's own object types, as data (source: HubSpot "Understanding the CRM" and "Using object APIs", read 2026-03-30;
 * OpenAPI 2026-09). Other types that HubSpot accepts work too: the catalog asks HubSpot about a name that is not here.
 */
final class StandardObjectTypes {
    private static final boolean PIPELINES = true;
    private static final boolean NO_PIPELINES = false;

    /**
     * Filtering contacts on {@code hs_lastmodifieddate} silently matches nothing (airbyte PR #85019, live); every other type
     * has no {@code lastmodifieddate}.
     */
    private static final ObjectType CONTACTS = new ObjectType(
            "contacts",
            "contacts",
            "0-1",
            "lastmodifieddate",
            "contacts",
            false,
            List.of("contacts", "contact", "0-1"));

    static final List<ObjectType> ALL = List.of(
            CONTACTS,
            type("companies", "company", "0-2", NO_PIPELINES),
            type("deals", "deal", "0-3", PIPELINES),
            type("tickets", "ticket", "0-5", PIPELINES),
            type("products", "product", "0-7", NO_PIPELINES),
            type("line_items", "line_item", "0-8", NO_PIPELINES),
            type("quotes", "quote", "0-14", NO_PIPELINES),
            type("communications", "communication", "0-18", NO_PIPELINES),
            type("feedback_submissions", "feedback_submission", "0-19", NO_PIPELINES),
            type("tasks", "task", "0-27", NO_PIPELINES),
            type("notes", "note", "0-46", NO_PIPELINES),
            type("meetings", "meeting", "0-47", NO_PIPELINES),
            type("calls", "call", "0-48", NO_PIPELINES),
            type("emails", "email", "0-49", NO_PIPELINES),
            type("invoices", "invoice", "0-53", NO_PIPELINES),
            type("subscriptions", "subscription", "0-69", NO_PIPELINES),
            type("goal_targets", "goal_target", "0-74", NO_PIPELINES, "goals", "goal"),
            type("discounts", "discount", "0-84", NO_PIPELINES),
            type("fees", "fee", "0-85", NO_PIPELINES),
            type("taxes", "tax", "0-86", NO_PIPELINES),
            type("commerce_payments", "commerce_payment", "0-101", NO_PIPELINES, "payments", "payment"),
            type("users", "user", "0-115", NO_PIPELINES),
            type("postal_mail", "postal_mail", "0-116", NO_PIPELINES),
            type("orders", "order", "0-123", PIPELINES),
            type("leads", "lead", "0-136", PIPELINES),
            type("carts", "cart", "0-142", NO_PIPELINES),
            byId("services", "service", "0-162", PIPELINES),
            byId("courses", "course", "0-410", PIPELINES),
            byId("listings", "listing", "0-420", PIPELINES),
            byId("appointments", "appointment", "0-421", PIPELINES),
            type("projects", "project", "0-970", PIPELINES),
            type("contracts", "contract", "", NO_PIPELINES),
            // Searched under this name (reference §2); the id, and that they are listed: unverified.
            new ObjectType(
                    "deal_splits",
                    "deal_split",
                    "0-72",
                    ObjectType.MODIFIED,
                    "deal_splits",
                    NO_PIPELINES,
                    aliases("deal_splits", "deal_split", "0-72")),
            // Both are among the official connector's names; their ids and that lists and searches take them:
            // unverified.
            byId("campaigns", "campaign", "0-35", NO_PIPELINES),
            byId("quote_templates", "quote_template", "0-64", NO_PIPELINES),
            type("partner_clients", "partner_client", "", NO_PIPELINES),
            type("partner_services", "partner_service", "", NO_PIPELINES));

    private StandardObjectTypes() {}

    /** By any of its names, in any case; words may be parted by spaces, as HubSpot and the official connector write them. */
    static Optional<ObjectType> find(String name) {
        var wanted = name.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", "_");
        return ALL.stream().filter(type -> type.aliases().contains(wanted)).findFirst();
    }

    private static ObjectType type(
            String plural, String singular, String typeId, boolean pipelines, String... otherNames) {
        var aliases = aliases(plural, singular, typeId);
        aliases.addAll(List.of(otherNames));
        return new ObjectType(plural, plural, typeId, ObjectType.MODIFIED, plural, pipelines, aliases);
    }

    /** Types whose documented path is the type id alone. */
    private static ObjectType byId(String plural, String singular, String typeId, boolean pipelines) {
        return new ObjectType(
                plural, typeId, typeId, ObjectType.MODIFIED, plural, pipelines, aliases(plural, singular, typeId));
    }

    private static ArrayList<String> aliases(String plural, String singular, String typeId) {
        var aliases = new ArrayList<>(List.of(plural, singular));
        if (!typeId.isEmpty()) {
            aliases.add(typeId);
        }
        return aliases;
    }
}
