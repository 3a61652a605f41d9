package io.hubflow.hubspot;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Every path that hubflow calls, in the three generations that one backend serves.
 *
 * <p>Source: HubSpot's OpenAPI documents, rollouts of 2026-08 (objects, properties, pipelines, owners, schemas,
 * associations and their schema, lists, user provisioning, multicurrency, deal splits, account-info, OAuth); the date is the third segment except for objects' older {@code /crm/v3/}.
 */
final class ApiPaths {
    /** Names ({@code contacts}), type ids ({@code 0-1}, {@code 2-3456}) and qualified names ({@code p123_pets}). */
    private static final Pattern OBJECT_TYPE = Pattern.compile("[A-Za-z0-9_-]{1,200}");

    private final ApiDialect dialect;

    ApiPaths(ApiDialect dialect) {
        this.dialect = dialect;
    }

    String list(ListRequest request) {
        return list(request.objectType(), request.properties(), request.after(), request.limit(), request.state());
    }

    String list(String objectType, PropertySelection properties, Optional<String> after, int limit, RecordState state) {
        var target = new StringBuilder(objects(objectType)).append("?limit=").append(limit);
        target.append("&archived=").append(archived(state));
        after.ifPresent(cursor -> target.append("&after=").append(encode(cursor)));
        if (properties.size() > 0) {
            target.append("&properties=")
                    .append(properties.names().stream().map(ApiPaths::encode).collect(Collectors.joining(",")));
        }
        return target.toString();
    }

    String search(String objectType) {
        return objects(objectType) + "/search";
    }

    String batchRead(String objectType, RecordState state) {
        return objects(objectType) + "/batch/read?archived=" + archived(state);
    }

    String properties(String objectType, PropertyDefinition.DataSensitivity sensitivity) {
        var path = of("/crm/v3/properties/", "/crm/properties/%s/") + checked(objectType);
        return switch (sensitivity) {
            case NON_SENSITIVE -> path + "?archived=false&dataSensitivity=non_sensitive";
            case SENSITIVE -> path + "?archived=false&dataSensitivity=sensitive";
            case HIGHLY_SENSITIVE -> path + "?archived=false&dataSensitivity=highly_sensitive";
        };
    }

    String owners(RecordState state, int limit, Optional<String> after) {
        var path = of("/crm/v3/owners", "/crm/owners/%s");
        return path + "?limit=" + limit + "&archived=" + archived(state) + after(after);
    }

    String pipelines(String objectType) {
        return of("/crm/v3/pipelines/", "/crm/pipelines/%s/") + checked(objectType);
    }

    String schemas() {
        return of("/crm-object-schemas/v3/schemas", "/crm-object-schemas/%s/schemas") + "?archived=false";
    }

    String associations(String from, String to) {
        return pair(from, to) + "/batch/read";
    }

    String associationTypes(String from, String to) {
        return pair(from, to) + "/labels";
    }

    String listSearch() {
        return lists() + "/search";
    }

    String memberships(String listId, int limit, Optional<String> after) {
        return lists() + "/" + encode(listId) + "/memberships?limit=" + limit + after(after);
    }

    /** Users, roles and teams have no version of 2026-09 yet: the one of 2026-03 serves both. */
    String users(int limit, Optional<String> after) {
        return userSettings() + "?limit=" + limit + after(after);
    }

    String roles() {
        return userSettings() + "/roles";
    }

    String teams() {
        return userSettings() + "/teams";
    }

    String companyCurrency() {
        return currencySettings() + "/company-currency";
    }

    String exchangeRates(int limit, Optional<String> after) {
        return currencySettings() + "/exchange-rates?limit=" + limit + after(after);
    }

    String dealSplits() {
        return of("/crm/objects/v3/deals/splits", "/deal-splits/%s") + "/batch/read";
    }

    String account() {
        return of("/account-info/v3/details", "/account-info/%s/details");
    }

    String token() {
        return of("/oauth/v3/token", "/oauth/%s/token");
    }

    private String pair(String from, String to) {
        return of("/crm/v4/associations/", "/crm/associations/%s/") + checked(from) + "/" + checked(to);
    }

    private String lists() {
        return of("/crm/v3/lists", "/crm/lists/%s");
    }

    private String userSettings() {
        return switch (dialect) {
            case LEGACY -> "/settings/v3/users";
            case V2026_03, V2026_09 -> "/settings/users/" + ApiDialect.V2026_03.version();
        };
    }

    private String currencySettings() {
        return of("/settings/v3/currencies", "/settings/currencies/%s");
    }

    private static String after(Optional<String> cursor) {
        return cursor.map(text -> "&after=" + encode(text)).orElse("");
    }

    private String objects(String objectType) {
        return of("/crm/v3/objects/", "/crm/objects/%s/") + checked(objectType);
    }

    private String of(String legacy, String dated) {
        return switch (dialect) {
            case LEGACY -> legacy;
            case V2026_03, V2026_09 -> dated.formatted(dialect.version());
        };
    }

    private static boolean archived(RecordState state) {
        return switch (state) {
            case LIVE -> false;
            case ARCHIVED -> true;
        };
    }

    /** A type that could leave its path segment is never sent. */
    private static String checked(String objectType) {
        if (OBJECT_TYPE.matcher(objectType).matches()) {
            return objectType;
        }
        throw new ConnectorException(
                ErrorCode.OBJECT_TYPE_UNKNOWN,
                "\"" + objectType + "\" cannot be the name of a HubSpot object type.",
                "It was not asked for.",
                "Use a name such as contacts, a type id such as 0-1 or 2-3456, or a qualified name such as p123_pets.");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
