package io.hubflow.simulator.api;

import io.hubflow.simulator.api.Route.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds the operation of a path in any dialect (source: OpenAPI, paths; the aliases {@code /crm/objects/v3} and
 * {@code /crm/v3/schemas} as connectors and {@code paging.next.link} use them).
 */
final class Router {
    private static final Set<String> DATES = Set.of("2025-09", "2026-03", "2026-09");

    /**
     * Templates: a word, {@code {}} for an argument, {@code {v3}} for v3 or a date, {@code {v4}} for v4 or a date,
     * {@code {date}} for a date. Users have no date but 2026-03 (source: OpenAPI).
     * Records are answered under {@code /crm/v4/objects}, too, which generated clients use (unverified).
     */
    private static final List<Template> TEMPLATES = List.of(
            template("GET", "crm {v3} objects {}", Endpoint.LIST, Action.LIST),
            template("POST", "crm {v3} objects {}", Endpoint.WRITE, Action.CREATE),
            template("POST", "crm {v3} objects {} search", Endpoint.SEARCH, Action.SEARCH),
            template("POST", "crm {v3} objects {} merge", Endpoint.WRITE, Action.MERGE),
            template("POST", "crm {v3} objects {} gdpr-delete", Endpoint.WRITE, Action.GDPR_DELETE),
            template("GET", "crm {v3} objects {} {}", Endpoint.READ, Action.READ),
            template("PATCH", "crm {v3} objects {} {}", Endpoint.WRITE, Action.UPDATE),
            template("DELETE", "crm {v3} objects {} {}", Endpoint.WRITE, Action.ARCHIVE),
            template("POST", "crm {v3} objects {} batch read", Endpoint.BATCH_READ, Action.BATCH_READ),
            template("GET", "crm {v3} objects {} {} associations {}", Endpoint.ASSOCIATIONS, Action.LINKS_OF_ONE),
            template("GET", "crm {v4} objects {} {} associations {}", Endpoint.ASSOCIATIONS, Action.LINKS_OF_ONE),
            template("POST", "crm {v4} associations {} {} batch read", Endpoint.ASSOCIATIONS, Action.LINKS_BATCH_READ),
            template("GET", "crm {v4} associations {} {} labels", Endpoint.ASSOCIATIONS, Action.LINK_LABELS),
            template(
                    "GET",
                    "crm {v4} associations definitions configurations all",
                    Endpoint.ASSOCIATIONS,
                    Action.LINK_CONFIGURATIONS),
            template("GET", "crm {v3} properties {}", Endpoint.PROPERTIES, Action.PROPERTIES),
            template("GET", "crm {v3} properties {} groups", Endpoint.PROPERTIES, Action.PROPERTY_GROUPS),
            template("GET", "crm {v3} properties {} {}", Endpoint.PROPERTIES, Action.PROPERTY),
            template("POST", "crm {v3} properties {} batch read", Endpoint.PROPERTIES, Action.PROPERTIES_BATCH_READ),
            template("GET", "crm {v3} schemas", Endpoint.SCHEMAS, Action.SCHEMAS),
            template("GET", "crm {v3} schemas {}", Endpoint.SCHEMAS, Action.SCHEMA),
            template("GET", "crm-object-schemas {v3} schemas", Endpoint.SCHEMAS, Action.SCHEMAS),
            template("GET", "crm-object-schemas {v3} schemas {}", Endpoint.SCHEMAS, Action.SCHEMA),
            template("GET", "crm {v3} owners", Endpoint.OWNERS, Action.OWNERS),
            template("GET", "crm {v3} owners {}", Endpoint.OWNERS, Action.OWNER),
            template("GET", "crm {v3} pipelines {}", Endpoint.PIPELINES, Action.PIPELINES),
            template("GET", "crm {v3} pipelines {} {}", Endpoint.PIPELINES, Action.PIPELINE),
            template("GET", "crm {v3} pipelines {} {} stages", Endpoint.PIPELINES, Action.STAGES),
            template("POST", "crm {v3} lists search", Endpoint.CRM_LISTS, Action.LISTS_SEARCH),
            template("GET", "crm {v3} lists {}", Endpoint.CRM_LISTS, Action.LIST_BY_ID),
            template("GET", "crm {v3} lists {} memberships", Endpoint.MEMBERSHIPS, Action.MEMBERSHIPS),
            template("GET", "settings users 2026-03", Endpoint.USERS, Action.USERS),
            template("GET", "settings users 2026-03 {}", Endpoint.USERS, Action.USER),
            template("GET", "settings users 2026-03 teams", Endpoint.TEAMS, Action.TEAMS),
            template("GET", "settings users 2026-03 roles", Endpoint.ROLES, Action.ROLES),
            template("GET", "settings users v3", Endpoint.USERS, Action.USERS),
            template("GET", "settings v3 users", Endpoint.USERS, Action.USERS),
            template("GET", "settings v3 users {}", Endpoint.USERS, Action.USER),
            template("GET", "settings v3 users teams", Endpoint.TEAMS, Action.TEAMS),
            template("GET", "settings v3 users roles", Endpoint.ROLES, Action.ROLES),
            template("GET", "settings currencies {date} codes", Endpoint.CURRENCIES, Action.CURRENCY_CODES),
            template("GET", "settings v3 currencies codes", Endpoint.CURRENCIES, Action.CURRENCY_CODES),
            template(
                    "GET", "settings currencies {date} company-currency", Endpoint.CURRENCIES, Action.COMPANY_CURRENCY),
            template("GET", "settings v3 currencies company-currency", Endpoint.CURRENCIES, Action.COMPANY_CURRENCY),
            template("GET", "settings currencies {date} exchange-rates", Endpoint.CURRENCIES, Action.EXCHANGE_RATES),
            template("GET", "settings v3 currencies exchange-rates", Endpoint.CURRENCIES, Action.EXCHANGE_RATES),
            template("POST", "deal-splits {date} batch read", Endpoint.DEAL_SPLITS, Action.DEAL_SPLITS),
            template("POST", "crm {v3} objects deals splits batch read", Endpoint.DEAL_SPLITS, Action.DEAL_SPLITS),
            template("GET", "crm {v3} object-library enablement", Endpoint.OBJECT_LIBRARY, Action.ENABLEMENTS),
            template("GET", "crm {v3} object-library enablement {}", Endpoint.OBJECT_LIBRARY, Action.ENABLEMENT),
            template("GET", "account-info {v3} details", Endpoint.ACCOUNT, Action.ACCOUNT_DETAILS),
            template("GET", "account-info {v3} api-usage daily private-apps", Endpoint.ACCOUNT, Action.DAILY_USAGE),
            template("POST", "oauth v1 token", Endpoint.OAUTH, Action.TOKEN),
            template("POST", "oauth {v3} token", Endpoint.OAUTH, Action.TOKEN),
            template("POST", "oauth {v3} token introspect", Endpoint.OAUTH, Action.INTROSPECT),
            template("POST", "oauth {v3} token revoke", Endpoint.OAUTH, Action.REVOKE),
            template("GET", "oauth v1 access-tokens {}", Endpoint.OAUTH, Action.LEGACY_TOKEN_INFO));

    private record Template(String method, List<String> words, Endpoint endpoint, Action action) {}

    private Router() {}

    static Route route(String method, List<String> segments) {
        var path = canonical(segments);
        Route bestMatch = Route.NONE;
        for (Template template : TEMPLATES) {
            if (template.method.equals(method)) {
                var match = match(template, path);
                // A template with a word where another has an argument is the better match.
                if (match != Route.NONE
                        && (bestMatch == Route.NONE
                                || match.arguments().size()
                                        < bestMatch.arguments().size())) {
                    bestMatch = match;
                }
            }
        }
        return bestMatch;
    }

    /** Moves the version of {@code /crm/objects/2026-09/…} to where {@code /crm/v3/objects/…} has it. */
    private static List<String> canonical(List<String> segments) {
        if (segments.size() < 3 || !segments.get(0).equals("crm") || !isVersion(segments.get(2))) {
            return segments;
        }
        boolean semantic = segments.get(2).startsWith("v");
        boolean aliased = segments.get(1).equals("objects") || segments.get(1).equals("associations");
        if (semantic && !aliased) {
            return segments;
        }
        var moved = new ArrayList<>(segments);
        moved.set(1, segments.get(2));
        moved.set(2, segments.get(1));
        return moved;
    }

    private static boolean isVersion(String segment) {
        return segment.equals("v3") || segment.equals("v4") || DATES.contains(segment);
    }

    private static Route match(Template template, List<String> path) {
        if (template.words.size() != path.size()) {
            return Route.NONE;
        }
        var arguments = new ArrayList<String>(3);
        String dialect = "v1";
        for (int i = 0; i < path.size(); i++) {
            String word = template.words.get(i);
            String segment = path.get(i);
            if (word.equals("{}")) {
                arguments.add(segment);
            } else if (word.startsWith("{")) {
                boolean records = path.size() > 2 && path.get(2).equals("objects") && segment.equals("v4");
                if (!segment.equals(word.substring(1, 3)) && !DATES.contains(segment) && !records) {
                    return Route.NONE;
                }
                dialect = segment;
            } else if (!word.equals(segment)) {
                return Route.NONE;
            }
        }
        return new Route(template.endpoint, template.action, dialect, arguments);
    }

    private static Template template(String method, String words, Endpoint endpoint, Action action) {
        return new Template(method, List.of(words.split(" ")), endpoint, action);
    }
}
