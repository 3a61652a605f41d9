package io.hubflow.engine.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Views over hubflow's tables that the dbt package {@code fivetran/dbt_hubspot} 1.8 reads as its source (README and
 * {@code models/staging/src_hubspot.yml} at commit be3a903c). Each has the columns that the package selects by name; those that
 * hubflow has no value for are NULL. Records have every property besides, as {@code property_<name>}.
 */
public final class FivetranViews {
    /** Singular, as Fivetran names tables, and the table that hubflow keeps these records in. */
    private static final Map<String, String> ENGAGEMENTS = new TreeMap<>(Map.of(
            "call", "calls",
            "communication", "communications",
            "email", "emails",
            "meeting", "meetings",
            "note", "notes",
            "task", "tasks"));

    private static final Map<String, String> RECORDS =
            Map.of("company", "companies", "contact", "contacts", "deal", "deals", "ticket", "tickets");

    /** Tables of e-mail events, forms and campaigns, which hubflow does not load, are switched off by these. */
    private static final List<String> NEVER = List.of("hubspot_email_event_enabled", "hubspot_contact_form_enabled");

    private final ViewStore store;
    private final SqlDialect sql;
    private final String portalId;
    private final List<View> views = new ArrayList<>();
    private final Map<String, Boolean> variables = new TreeMap<>();

    private FivetranViews(ViewStore store, long portalId) {
        this.store = store;
        this.sql = store.dialect();
        this.portalId = portalId == 0 ? "NULL" : String.valueOf(portalId);
    }

    /**
     * What can be made of the tables as they are.
     *
     * @param variables of the package, by name: whether what each switches is there. Those whose default says the same are not
     *     in it
     */
    public record Made(List<View> views, Map<String, Boolean> variables) {
        public Made {
            views = List.copyOf(views);
            variables = new TreeMap<>(variables);
        }
    }

    /** @param portalId 0 when it is not known */
    public static Made over(ViewStore store, long portalId) {
        var made = new FivetranViews(store, portalId);
        FivetranTable.all().forEach(made::add);
        NEVER.forEach(variable -> made.variables.put(variable, false));
        return new Made(made.views, made.variables);
    }

    private void add(FivetranTable wanted) {
        var selections = selections(wanted.name());
        if (!selections.isEmpty() || isPairWithoutLinks(wanted.name())) {
            views.add(selections.isEmpty() ? empty(wanted) : view(wanted, selections));
            // What is off by default and is there can be switched on; one missing table switches it off again.
            wanted.switches().forEach((variable, on) -> {
                if (!on) {
                    variables.putIfAbsent(variable, true);
                }
            });
            return;
        }
        if (wanted.switches().isEmpty() || isPartOfWhatIsThere(wanted)) {
            views.add(empty(wanted));
            return;
        }
        variables.put(lastSwitch(wanted), false);
    }

    /** Switching it off would switch off the records too: the history of tickets has no switch but theirs. */
    private boolean isPartOfWhatIsThere(FivetranTable wanted) {
        return FivetranTable.all().stream()
                .filter(table -> RECORDS.containsKey(table.name()) && there(records(table.name())))
                .anyMatch(table -> wanted.name().startsWith(table.name() + "_")
                        && lastSwitch(table).equals(lastSwitch(wanted)));
    }

    private static String lastSwitch(FivetranTable table) {
        return List.copyOf(table.switches().keySet()).getLast();
    }

    /** There is no table of a pair that has no links; where both ends are there, that is an empty table to the package. */
    private boolean isPairWithoutLinks(String name) {
        return switch (name) {
            case "deal_company" -> there("deals") && there("companies");
            case "deal_contact" -> there("deals") && there("contacts");
            case "ticket_company" -> there("tickets") && there("companies");
            case "ticket_contact" -> there("tickets") && there("contacts");
            case "ticket_deal" -> there("tickets") && there("deals");
            case "ticket_engagement" -> there("tickets") && hasEngagements();
            case "engagement_company" -> there("companies") && hasEngagements();
            case "engagement_contact" -> there("contacts") && hasEngagements();
            case "engagement_deal" -> there("deals") && hasEngagements();
            default -> false;
        };
    }

    private boolean there(String table) {
        return store.find(table).isPresent();
    }

    private boolean hasEngagements() {
        return ENGAGEMENTS.values().stream().anyMatch(this::there);
    }

    private View view(FivetranTable wanted, List<Selection> selections) {
        var names = new LinkedHashMap<String, Boolean>();
        selections.forEach(selection -> selection.names(wanted).forEach(name -> names.put(name, true)));
        var all = List.copyOf(names.keySet());
        var queries = selections.stream().map(each -> each.query(all, wanted)).toList();
        return new View(wanted.name(), all.stream().map(sql::quote).toList(), String.join(" UNION ALL ", queries));
    }

    /** A view of no rows, for what the package has no switch for, or what is there and empty. */
    private View empty(FivetranTable wanted) {
        var items = new ArrayList<String>();
        wanted.columns().forEach((name, type) -> items.add(sql.as(type, "NULL") + " AS " + sql.quote(name)));
        return new View(
                wanted.name(),
                wanted.columns().keySet().stream().map(sql::quote).toList(),
                "SELECT " + String.join(", ", items) + " WHERE FALSE");
    }

    /** One for each table beneath; none when there is no such table. */
    private List<Selection> selections(String name) {
        var kind = name.substring(name.indexOf('_') + 1);
        if (RECORDS.containsKey(name)) {
            return from(records(name)).map(t -> record(name, t)).stream().toList();
        }
        if (name.startsWith("engagement_") && ENGAGEMENTS.containsKey(kind)) {
            return from(Objects.requireNonNull(ENGAGEMENTS.get(kind))).map(t -> engagement(kind, t)).stream()
                    .toList();
        }
        return switch (name) {
            case "company_property_history", "contact_property_history", "deal_property_history" ->
                history(name.substring(0, name.indexOf('_')), "timestamp");
            case "ticket_property_history" ->
                history("ticket", "timestamp_instant").stream()
                        .map(s -> s.rename("_fivetran_start", "valid_from", "_fivetran_end", "valid_to"))
                        .toList();
            case "deal_stage" -> stagesOfDeals();
            case "deal_company" -> links("deals", "deal_id", "companies", "company_id");
            case "deal_contact" -> links("deals", "deal_id", "contacts", "contact_id");
            case "ticket_company" -> links("tickets", "ticket_id", "companies", "company_id");
            case "ticket_contact" -> links("tickets", "ticket_id", "contacts", "contact_id");
            case "ticket_deal" -> links("tickets", "ticket_id", "deals", "deal_id");
            case "ticket_engagement" -> engagementLinks("tickets", "ticket_id");
            case "engagement_company" -> engagementLinks("companies", "company_id");
            case "engagement_contact" -> engagementLinks("contacts", "contact_id");
            case "engagement_deal" -> engagementLinks("deals", "deal_id");
            case "engagement" -> engagements();
            case "contact_merge_audit" -> merged("contacts", "canonical_vid", "vid_to_merge");
            case "merged_deal" -> merged("deals", "deal_id", "merged_deal_id");
            case "deal_pipeline", "ticket_pipeline" -> pipelines(records(name.substring(0, name.indexOf('_'))));
            case "deal_pipeline_stage", "ticket_pipeline_stage" ->
                stages(records(name.substring(0, name.indexOf('_'))));
            default -> new FivetranSettings(store, portalId).selections(name);
        };
    }

    private static String records(String singular) {
        return Objects.requireNonNull(RECORDS.get(singular));
    }

    private Optional<Selection> from(String table) {
        return store.find(table).map(relation -> new Selection(sql, relation));
    }

    private static Selection properties(Selection selection, StoredRelation relation) {
        relation.columns().forEach((name, column) -> {
            if (!name.startsWith("_")) {
                selection.set("property_" + name, "t." + column);
            }
        });
        return selection;
    }

    private Selection departures(Selection t, String deleted) {
        var parts = new ArrayList<String>();
        Stream.of("_archived", "_out_of_scope")
                .filter(t::has)
                .forEach(flag -> parts.add("COALESCE(" + t.column(flag) + ", FALSE)"));
        Stream.of("_deleted_at", "_merged_into")
                .filter(t::has)
                .forEach(mark -> parts.add(t.column(mark) + " IS NOT NULL"));
        var gone = "(" + String.join(" OR ", parts) + ")";
        return t.set("_fivetran_synced", t.column("_synced_at"))
                .set(deleted, gone)
                .set("_fivetran_deleted", gone);
    }

    private Selection record(String name, Selection t) {
        departures(t, "is_deleted");
        if (name.equals("deal")) {
            t.rename(
                            "deal_id",
                            "_id",
                            "deal_pipeline_id",
                            "pipeline",
                            "deal_pipeline_stage_id",
                            "dealstage",
                            "owner_id",
                            "hubspot_owner_id")
                    .set("portal_id", portalId);
        } else {
            t.rename("id", "_id");
        }
        return properties(t, store.find(records(name)).orElseThrow());
    }

    private Selection engagement(String kind, Selection t) {
        departures(t, "is_deleted").rename("engagement_id", "_id").set("type", type(kind));
        if (kind.equals("note")) {
            t.rename("body", "hs_note_body");
        }
        return properties(
                t, store.find(Objects.requireNonNull(ENGAGEMENTS.get(kind))).orElseThrow());
    }

    private String type(String kind) {
        return sql.literal(kind.toUpperCase(java.util.Locale.ROOT));
    }

    private List<Selection> engagements() {
        var all = new ArrayList<Selection>();
        ENGAGEMENTS.forEach((kind, table) -> from(table)
                .ifPresent(t -> all.add(departures(t, "is_deleted")
                        .rename("id", "_id")
                        .set("portal_id", portalId)
                        .set("type", type(kind)))));
        return all;
    }

    private List<Selection> history(String record, String timestamp) {
        return from(records(record) + "_history")
                .map(t -> t.rename(
                        record + "_id",
                        "_id",
                        "name",
                        "property",
                        "value",
                        "value",
                        timestamp,
                        "valid_from",
                        "source",
                        "source_type",
                        "source_id",
                        "source_id",
                        "_fivetran_synced",
                        "_synced_at"))
                .stream()
                .toList();
    }

    /** Without the histories of deals, each deal's present stage is the only one that is known. */
    private List<Selection> stagesOfDeals() {
        var histories = from("deals_history")
                .map(t -> t.rename(
                                "deal_id",
                                "_id",
                                "value",
                                "value",
                                "date_entered",
                                "valid_from",
                                "_fivetran_start",
                                "valid_from",
                                "_fivetran_end",
                                "valid_to",
                                "_fivetran_synced",
                                "_synced_at",
                                "source",
                                "source_type",
                                "source_id",
                                "source_id")
                        .set("_fivetran_active", t.column("valid_to") + " IS NULL")
                        .where(t.column("property") + " = 'dealstage'"));
        return histories
                .or(() -> from("deals")
                        .filter(t -> t.has("dealstage"))
                        .map(t -> t.rename(
                                        "deal_id",
                                        "_id",
                                        "value",
                                        "dealstage",
                                        "date_entered",
                                        "hs_v2_date_entered_current_stage",
                                        "_fivetran_start",
                                        "hs_v2_date_entered_current_stage",
                                        "_fivetran_synced",
                                        "_synced_at")
                                .set("_fivetran_active", "TRUE")
                                .where(t.column("dealstage") + " IS NOT NULL")))
                .stream()
                .toList();
    }

    /** The table of a pair is named in the order in which the object types were asked for. */
    private List<Selection> links(String left, String leftId, String right, String rightId) {
        return Stream.concat(
                        from(left + "_" + right).map(t -> linked(t, leftId, rightId)).stream(),
                        from(right + "_" + left).map(t -> linked(t, rightId, leftId)).stream())
                .toList();
    }

    private static Selection linked(Selection t, String fromId, String toId) {
        return t.rename(
                fromId,
                "from_id",
                toId,
                "to_id",
                "type_id",
                "type_id",
                "category",
                "category",
                "_fivetran_synced",
                "_synced_at");
    }

    private List<Selection> engagementLinks(String records, String recordId) {
        return ENGAGEMENTS.values().stream()
                .flatMap(table -> links(records, recordId, table, "engagement_id").stream())
                .toList();
    }

    /** A record that was merged into another is a row of its own here, which says into which. */
    private List<Selection> merged(String table, String survivor, String merged) {
        return from(table)
                .filter(t -> t.has("_merged_into"))
                .map(t -> {
                    t.rename(survivor, "_merged_into", merged, "_id", "_fivetran_synced", "_synced_at");
                    if (table.equals("contacts")) {
                        t.rename("contact_id", "_merged_into");
                    }
                    return t.where(t.column("_merged_into") + " IS NOT NULL");
                })
                .stream()
                .toList();
    }

    private Selection kept(Selection t) {
        var gone = "(COALESCE(" + t.column("archived") + ", FALSE) OR " + t.column("removed_at") + " IS NOT NULL)";
        return t.rename(
                        "label",
                        "label",
                        "display_order",
                        "display_order",
                        "created_at",
                        "created_at",
                        "updated_at",
                        "updated_at",
                        "_fivetran_synced",
                        "updated_at")
                .set("_fivetran_deleted", gone)
                .set("active", "NOT " + gone);
    }

    private List<Selection> pipelines(String objectType) {
        return from("hubspot_pipelines")
                .map(t -> kept(t).rename("pipeline_id", "id")
                        .set("object_type_id", sql.literal(objectType.equals("deals") ? "0-3" : "0-5"))
                        .where(t.column("object_type") + " = " + sql.literal(objectType)))
                .stream()
                .toList();
    }

    /** Metadata are texts: isClosed, probability of deals, ticketState (reference of the pipelines API). */
    private List<Selection> stages(String objectType) {
        return from("hubspot_pipeline_stages")
                .map(t -> {
                    var closed = "LOWER(" + sql.member(t.column("metadata"), "isClosed") + ")";
                    var probability = sql.as(ViewType.FLOAT, sql.member(t.column("metadata"), "probability"));
                    return kept(t).rename("pipeline_id", "pipeline_id", "stage_id", "id")
                            .set("is_closed", closed + " = 'true' OR " + closed + " = 'closed'")
                            .set("closed_won", closed + " = 'true' AND " + probability + " = 1")
                            .set("probability", probability)
                            .set("ticket_state", sql.member(t.column("metadata"), "ticketState"))
                            .where(t.column("object_type") + " = " + sql.literal(objectType));
                })
                .stream()
                .toList();
    }
}
