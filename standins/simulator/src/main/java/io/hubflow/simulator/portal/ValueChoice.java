package io.hubflow.simulator.portal;

import java.util.List;
import java.util.Set;

/** Decides, from name and type, what the generated values of a property look like and how often there is one. */
final class ValueChoice {
    /** Real portals fill about a third of their properties. */
    private static final double USUAL_FILL = 0.30;

    private static final double CORE_FILL = 0.93;
    private static final Set<String> CORE = Set.of(
            "email",
            "firstname",
            "lastname",
            "lifecyclestage",
            "hubspot_owner_id",
            "name",
            "domain",
            "dealname",
            "amount",
            "subject",
            "city",
            "country",
            "phone",
            "company",
            "jobtitle",
            "price",
            "quantity");
    private static final Set<String> ALWAYS = Set.of(
            "createdate",
            "hs_createdate",
            "lastmodifieddate",
            "hs_lastmodifieddate",
            "hs_object_id",
            "pipeline",
            "dealstage",
            "hs_pipeline",
            "hs_pipeline_stage");
    private static final Set<String> ONLY_MERGES = Set.of("hs_merged_object_ids", "hs_calculated_merged_vids");
    private static final Set<String> LONG_TEXT = Set.of("message", "description", "content");

    private final ObjectType type;
    private final List<Pipeline> pipelines;
    private final List<String> ownerIds;

    ValueChoice(ObjectType type, List<Pipeline> pipelines, List<Owner> owners) {
        this.type = type;
        this.pipelines = pipelines;
        this.ownerIds = owners.stream().map(owner -> String.valueOf(owner.id())).toList();
    }

    /** A column whose generated records have values. */
    PropertyColumn column(PropertyDefinition definition) {
        return new PropertyColumn(definition, generator(definition), fill(definition), isLongText(definition));
    }

    /** A column that only mutations fill. */
    PropertyColumn emptyColumn(PropertyDefinition definition) {
        return new PropertyColumn(definition, generator(definition), 0, false);
    }

    private double fill(PropertyDefinition definition) {
        String name = definition.name();
        if (ONLY_MERGES.contains(name)
                || (type.isContacts() && name.equals("hs_lastmodifieddate"))
                || (name.equals("createdate") && !type.createdProperty().equals("createdate"))) {
            return 0;
        }
        if (ALWAYS.contains(name)) {
            return 1;
        }
        return CORE.contains(name) ? CORE_FILL : USUAL_FILL;
    }

    private static boolean isLongText(PropertyDefinition definition) {
        return LONG_TEXT.contains(definition.name()) && definition.type().equals("string");
    }

    private ValueGenerator generator(PropertyDefinition definition) {
        String name = definition.name();
        return switch (name) {
            case "createdate", "hs_createdate" -> TimeValues.created();
            case "lastmodifieddate", "hs_lastmodifieddate" -> TimeValues.modified();
            case "hs_object_id" ->
                (out, record, hash) -> out.raw('"').number(record.id()).raw('"');
            case "pipeline", "hs_pipeline" ->
                pipelines.isEmpty() ? TextValues.phrase() : ChoiceValues.pipeline(pipelines);
            case "dealstage", "hs_pipeline_stage" ->
                pipelines.isEmpty() ? TextValues.phrase() : ChoiceValues.stage(pipelines);
            default ->
                definition.is('o') || (name.equals("hs_all_owner_ids"))
                        ? ChoiceValues.one(ownerIds)
                        : byType(definition);
        };
    }

    private static ValueGenerator byType(PropertyDefinition definition) {
        return switch (definition.type()) {
            case "number" -> number(definition);
            case "date" -> TimeValues.date();
            case "datetime" -> TimeValues.dateTime();
            case "bool" -> ChoiceValues.bool();
            case "enumeration" -> enumeration(definition);
            case "phone_number" -> TextValues.phone();
            case "object_coordinates" -> TextValues.coordinates();
            case "json" -> TextValues.json();
            default -> text(definition);
        };
    }

    private static ValueGenerator number(PropertyDefinition definition) {
        String name = definition.name();
        if (definition.is('i') || name.endsWith("_id")) {
            return NumberValues.id();
        }
        if (name.startsWith("hs_closed_deal_") || name.startsWith("hs_open_deal_")) {
            return NumberValues.epochMillis();
        }
        if (name.contains("latitude") || name.contains("longitude")) {
            return NumberValues.coordinate();
        }
        if (name.contains("probability") || name.contains("score")) {
            return NumberValues.probability();
        }
        return definition.is('m') || name.contains("revenue") || name.contains("amount")
                ? NumberValues.money()
                : NumberValues.count();
    }

    private static ValueGenerator enumeration(PropertyDefinition definition) {
        if (definition.options().isEmpty()) {
            return ChoiceValues.externalIds();
        }
        return definition.fieldType().equals("checkbox")
                ? ChoiceValues.several(definition.options())
                : ChoiceValues.one(definition.options());
    }

    private static ValueGenerator text(PropertyDefinition definition) {
        String name = definition.name();
        if (isLongText(definition)) {
            return TextValues.longText();
        }
        if (definition.fieldType().equals("html")) {
            return TextValues.html();
        }
        return switch (name) {
            case "email", "work_email", "owneremail", "hs_content_membership_email" -> TextValues.email();
            case "firstname" -> TextValues.firstName();
            case "lastname" -> TextValues.lastName();
            case "city", "ip_city" -> TextValues.city();
            case "domain", "hs_email_domain", "serial_number" -> TextValues.domain();
            default ->
                name.contains("url") || name.equals("website")
                        ? TextValues.url()
                        : name.contains("phone") || name.equals("fax") ? TextValues.phone() : TextValues.phrase();
        };
    }
}
