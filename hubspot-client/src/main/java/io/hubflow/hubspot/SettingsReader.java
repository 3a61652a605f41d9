package io.hubflow.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Reads lists, memberships, users, teams, roles, currencies and association types. Absent texts become empty. */
final class SettingsReader {
    private SettingsReader() {}

    /** @param nextAfter absent on the last page */
    record ResultPage<T>(List<T> results, Optional<String> nextAfter) {}

    /** @param nextOffset absent on the last page */
    record ListPage(List<RecordList> lists, Optional<Integer> nextOffset) {}

    static ListPage lists(Transport.Answer answer) throws IOException {
        var json = CatalogReader.object(answer);
        if (!json.path("lists").isArray()) {
            throw new ForeignAnswerException("JSON without \"lists\"");
        }
        var lists = new ArrayList<RecordList>();
        for (var list : json.path("lists")) {
            lists.add(list(list));
        }
        var more = json.path("hasMore").asBoolean();
        if (more && !json.path("offset").isIntegralNumber()) {
            throw new ForeignAnswerException("more lists without an \"offset\"");
        }
        return new ListPage(lists, more ? Optional.of(json.path("offset").asInt()) : Optional.empty());
    }

    static MembershipPage members(Transport.Answer answer) throws IOException {
        var page = page(SettingsReader::member).read(answer);
        if (page.results().stream().anyMatch(member -> member.recordId() == WireId.UNREADABLE)) {
            throw new BrokenAnswerException("a member of a list without a record id");
        }
        return new MembershipPage(page.results(), page.nextAfter());
    }

    static <T> AnswerReader<ResultPage<T>> page(Function<JsonNode, T> reader) {
        return answer -> new ResultPage<>(CatalogReader.results(answer, reader), CatalogReader.nextAfter(answer));
    }

    static PortalUser user(JsonNode json) {
        var roles = texts(json.path("roleIds"));
        var only = CatalogReader.text(json, "roleId");
        return new PortalUser(
                CatalogReader.text(json, "id"),
                CatalogReader.text(json, "email"),
                CatalogReader.text(json, "firstName"),
                CatalogReader.text(json, "lastName"),
                roles.isEmpty() && !only.isEmpty() ? List.of(only) : roles,
                CatalogReader.text(json, "primaryTeamId"),
                texts(json.path("secondaryTeamIds")),
                json.path("superAdmin").asBoolean());
    }

    static PortalTeam team(JsonNode json) {
        return new PortalTeam(
                CatalogReader.text(json, "id"),
                CatalogReader.text(json, "name"),
                texts(json.path("userIds")),
                texts(json.path("secondaryUserIds")));
    }

    static PortalRole role(JsonNode json) {
        return new PortalRole(
                CatalogReader.text(json, "id"),
                CatalogReader.text(json, "name"),
                json.path("requiresBillingWrite").asBoolean());
    }

    static Currencies.ExchangeRate exchangeRate(JsonNode json) {
        return new Currencies.ExchangeRate(
                CatalogReader.text(json, "id"),
                CatalogReader.text(json, "fromCurrencyCode"),
                CatalogReader.text(json, "toCurrencyCode"),
                json.path("conversionRate").isNumber()
                        ? Optional.of(json.path("conversionRate").decimalValue())
                        : Optional.empty(),
                time(CatalogReader.text(json, "effectiveAt")),
                json.path("visibleInUI").asBoolean());
    }

    /** The company currency's {@code id} is its code. */
    static String companyCurrency(Transport.Answer answer) throws IOException {
        var json = CatalogReader.object(answer);
        var code = CatalogReader.text(json, "currencyCode");
        return code.isEmpty() ? CatalogReader.text(json, "id") : code;
    }

    static List<AssociationType> associationTypes(Transport.Answer answer) throws IOException {
        return CatalogReader.results(
                answer,
                json -> new AssociationType(
                        json.path("typeId").asLong(),
                        CatalogReader.text(json, "category"),
                        CatalogReader.text(json, "label")));
    }

    private static RecordList list(JsonNode json) {
        var more = json.path("additionalProperties");
        var size = WireId.toLong(CatalogReader.text(more, "hs_list_size"));
        var cameAt = CatalogReader.text(more, "hs_last_record_added_at");
        var wentAt = CatalogReader.text(more, "hs_last_record_removed_at");
        var told = !cameAt.isEmpty() || !wentAt.isEmpty();
        return new RecordList(
                CatalogReader.text(json, "listId"),
                CatalogReader.text(json, "name"),
                CatalogReader.text(json, "objectTypeId"),
                CatalogReader.text(json, "processingType"),
                CatalogReader.text(json, "processingStatus"),
                json.path("listVersion").asLong(),
                size == WireId.UNREADABLE ? OptionalLong.empty() : OptionalLong.of(size),
                told ? cameAt + "/" + wentAt + "/" + CatalogReader.text(json, "updatedAt") : "",
                time(CatalogReader.text(json, "createdAt")),
                time(CatalogReader.text(json, "updatedAt")),
                time(CatalogReader.text(json, "deletedAt")));
    }

    private static MembershipPage.Membership member(JsonNode json) {
        return new MembershipPage.Membership(
                WireId.toLong(CatalogReader.text(json, "recordId")),
                RecordTimestamps.toMillis(CatalogReader.text(json, "membershipTimestamp")));
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(text -> texts.add(text.asText("")));
        return texts;
    }

    private static Optional<Instant> time(String text) {
        var millis = text.isEmpty() ? RecordTimestamps.UNREADABLE : RecordTimestamps.toMillis(text);
        return millis == RecordTimestamps.UNREADABLE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
