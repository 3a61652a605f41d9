package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.view.StoredRelation;
import io.hubflow.snowflake.SemanticView.Property;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SemanticViewTest {
    private static final Map<String, StoredRelation> TABLES = Map.of(
            "deals",
            relation("DEALS", "_ID", "AMOUNT", "DEALNAME"),
            "contacts",
            relation("CONTACTS_VIEW", "_ID", "EMAIL"),
            "contacts_deals",
            relation("CONTACTS_DEALS", "FROM_ID", "TO_ID"));

    @Test
    void theStatementHasItsClausesInOrder() {
        var sql = new SemanticView(name -> Optional.ofNullable(TABLES.get(name)))
                .records(
                        "deals",
                        List.of(
                                new Property("AMOUNT", "Amount", "What it's worth.", true),
                                new Property("DEALNAME", "Deal Name", "", false),
                                new Property("GONE", "Gone", "", false)))
                .records("contacts", List.of(new Property("EMAIL", "Email", "", false)))
                .records("tickets", List.of())
                .links("contacts_deals", "contacts", "deals")
                .links("contacts_tickets", "contacts", "tickets")
                .links("contacts_contacts", "contacts", "contacts")
                .statement("\"DB\".\"CRM\".\"HUBSPOT\"");

        assertThat(sql).isEqualTo("""
                CREATE OR REPLACE SEMANTIC VIEW "DB"."CRM"."HUBSPOT"
                  TABLES (
                    "DEALS" AS "DB"."CRM"."DEALS" PRIMARY KEY ("_ID") COMMENT = 'HubSpot deals, one row a record',
                    "CONTACTS" AS "DB"."CRM"."CONTACTS_VIEW" PRIMARY KEY ("_ID") COMMENT = 'HubSpot contacts, one row a record',
                    "CONTACTS_DEALS" AS "DB"."CRM"."CONTACTS_DEALS" PRIMARY KEY ("FROM_ID", "TO_ID", "TYPE_ID", "CATEGORY") COMMENT = 'Links between contacts and deals'
                  )
                  RELATIONSHIPS (
                    "CONTACTS_DEALS_FROM" AS "CONTACTS_DEALS" ("FROM_ID") REFERENCES "CONTACTS" ("_ID"),
                    "CONTACTS_DEALS_TO" AS "CONTACTS_DEALS" ("TO_ID") REFERENCES "DEALS" ("_ID")
                  )
                  FACTS (
                    "DEALS"."AMOUNT" AS "AMOUNT" COMMENT = 'What it\\'s worth.'
                  )
                  DIMENSIONS (
                    "DEALS"."_ID" AS "_ID" COMMENT = 'HubSpot''s id of the record',
                    "DEALS"."_ARCHIVED" AS "_ARCHIVED" COMMENT = 'True for a record that HubSpot archived or deleted; leave these out unless they are asked for',
                    "DEALS"."DEALNAME" AS "DEALNAME" WITH SYNONYMS = ('Deal Name'),
                    "CONTACTS"."_ID" AS "_ID" COMMENT = 'HubSpot''s id of the record',
                    "CONTACTS"."_ARCHIVED" AS "_ARCHIVED" COMMENT = 'True for a record that HubSpot archived or deleted; leave these out unless they are asked for',
                    "CONTACTS"."EMAIL" AS "EMAIL",
                    "CONTACTS_DEALS"."LABEL" AS "LABEL" COMMENT = 'Label of the link'
                  )
                  METRICS (
                    "DEALS"."DEALS_COUNT" AS COUNT_IF(NOT "DEALS"."_ARCHIVED") WITH SYNONYMS = ('number of deals'),
                    "CONTACTS"."CONTACTS_COUNT" AS COUNT_IF(NOT "CONTACTS"."_ARCHIVED") WITH SYNONYMS = ('number of contacts')
                  )
                  COMMENT = 'hubflow: HubSpot for questions in words'
                  COPY GRANTS""");
    }

    @Test
    void peoplesPropertiesComeBeforeHubSpotsAndThereAreNotTooMany() {
        var names = IntStream.range(0, 200)
                .mapToObj(i -> (i < 150 ? "HS_" : "P") + i)
                .toList();
        var wide = relation("CONTACTS", names.toArray(String[]::new));

        var sql = new SemanticView(name -> Optional.of(wide))
                .records(
                        "contacts",
                        names.stream().map(n -> new Property(n, "", "", false)).toList())
                .statement("V");

        assertThat(sql).contains("\"P150\"", "\"P199\"", "\"HS_9\"").doesNotContain("\"HS_10\"");
    }

    private static StoredRelation relation(String name, String... columns) {
        var quoted = new LinkedHashMap<String, String>();
        for (var column : columns) {
            quoted.put(column, Identifiers.quote(column));
        }
        return new StoredRelation("\"DB\".\"CRM\"." + Identifiers.quote(name), quoted);
    }
}
