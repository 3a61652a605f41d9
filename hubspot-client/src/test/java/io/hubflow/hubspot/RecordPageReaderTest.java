package io.hubflow.hubspot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordPageReaderTest {
    private static final PropertySelection EMAIL_AND_NAME = PropertySelection.of(List.of("email", "firstname"));

    @Test
    void readsAPageOfTheDocumentedShape() throws IOException {
        var page = read("""
                {"results":[{"id":"33451","properties":{"createdate":"2022-06-01T14:31:48.469Z","email":"l@x.com",
                 "firstname":null,"hs_object_id":"33451"},
                 "propertiesWithHistory":{"email":[{"value":"lead","sourceLabel":null}]},
                 "createdAt":"2022-06-01T14:31:48.469Z","updatedAt":"2025-07-07T20:27:17.947Z","archived":false,
                 "url":"https://app.hubspot.com/contacts/1/record/0-1/33451",
                 "associations":{"companies":{"results":[{"id":"5","type":"contact_to_company"}],"paging":{"next":{"after":"9"}}}}}],
                 "paging":{"next":{"after":"33452","link":"https://elsewhere.example/x?after=33452"}}}""");

        assertThat(page.nextAfter()).contains("33452");
        assertThat(page.total()).isEmpty();
        var record = page.records().getFirst();
        assertThat(record.id()).isEqualTo(33451);
        assertThat(record.createdAtMillis())
                .isEqualTo(Instant.parse("2022-06-01T14:31:48.469Z").toEpochMilli());
        assertThat(record.updatedAtMillis())
                .isEqualTo(Instant.parse("2025-07-07T20:27:17.947Z").toEpochMilli());
        assertThat(record.archived()).isFalse();
        assertThat(record.archivedAtMillis()).isEqualTo(HubSpotRecord.NOT_ARCHIVED);
        assertThat(record.value(0)).isEqualTo("l@x.com");
        assertThat(record.value(1)).isNull();
    }

    @Test
    void keepsEmptyTextApartFromNullAndAbsent() throws IOException {
        var page = read("{\"results\":[" + record("1", "{\"email\":\"\"}") + "]}");

        assertThat(page.records().getFirst().value(0)).isEmpty();
        assertThat(page.records().getFirst().value(1)).isNull();
    }

    @Test
    void findsPropertiesThoughRecordsNameThemInAnotherOrder() throws IOException {
        var page = read("{\"results\":["
                + record("1", "{\"email\":\"a\",\"firstname\":\"b\"}") + ","
                + record("2", "{\"firstname\":\"c\",\"email\":\"d\"}") + ","
                + record("3", "{\"other\":\"x\",\"email\":\"e\",\"more\":\"y\",\"firstname\":\"f\"}") + "]}");

        assertThat(page.records().stream().map(r -> r.value(0) + r.value(1))).containsExactly("ab", "dc", "ef");
    }

    @Test
    void theLastOfADoubledKeyCounts() throws IOException {
        var page = read("{\"results\":[" + record("1", "{\"email\":\"a\",\"email\":\"b\"}") + "]}");

        assertThat(page.records().getFirst().value(0)).isEqualTo("b");
    }

    @Test
    void aRecordWithoutPropertiesHasNullsOnly() throws IOException {
        var page = read(
                "{\"results\":[{\"id\":7,\"createdAt\":\"2022-06-01T14:31:48Z\",\"updatedAt\":\"1654093908469\"}]}");

        var record = page.records().getFirst();
        assertThat(record.id()).isEqualTo(7);
        assertThat(record.updatedAtMillis()).isEqualTo(1654093908469L);
        assertThat(record.value(0)).isNull();
    }

    @Test
    void keepsTheTextOfValuesThatAreNoStrings() throws IOException {
        var page = read("{\"results\":[" + record("1", "{\"email\":12.50,\"firstname\":{\"a\":[1,\"ö\"]}}") + "]}");

        assertThat(page.records().getFirst().value(0)).isEqualTo("12.50");
        assertThat(page.records().getFirst().value(1)).isEqualTo("{\"a\":[1,\"ö\"]}");
    }

    @Test
    void readsAnArchivedRecord() throws IOException {
        var page = read("""
                {"results":[{"id":"1","properties":{},"createdAt":"2022-06-01T14:31:48Z","updatedAt":"2022-06-01T14:31:48Z",
                 "archived":true,"archivedAt":"2023-01-02T03:04:05.678Z"}]}""");

        assertThat(page.records().getFirst().archived()).isTrue();
        assertThat(page.records().getFirst().archivedAtMillis())
                .isEqualTo(Instant.parse("2023-01-02T03:04:05.678Z").toEpochMilli());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "42 | | an element that is no object",
                "[\"1\"] | | an element that is no object",
                "{\"properties\":{}} | | no id",
                "{\"id\":null} | | no id",
                "{\"id\":{\"x\":1}} | | no id",
                "{\"id\":\"abc\"} | abc | an id that is no 64-bit integer",
                "{\"id\":\"99999999999999999999\"} | 99999999999999999999 | an id that is no 64-bit integer",
                "{\"id\":\"5\"} | 5 | no updatedAt",
                "{\"id\":\"5\",\"updatedAt\":\"soon\"} | 5 | an updatedAt that is no time",
                "{\"id\":\"5\",\"updatedAt\":\"2022-06-01T14:31:48Z\"} | 5 | no createdAt",
                "{\"id\":\"5\",\"updatedAt\":\"1\",\"createdAt\":\"1\",\"properties\":\"x\"} | 5 | properties that are no object"
            })
    void keepsElementsThatAreNoRecords(String json, String id, String reason) throws IOException {
        var page = read("{\"results\":[" + record("1", "{}") + ", " + json + " ," + record("2", "{}") + "]}");

        assertThat(page.records().stream().map(HubSpotRecord::id)).containsExactly(1L, 2L);
        assertThat(page.malformed()).containsExactly(new MalformedRecord(id == null ? "" : id, reason, json));
    }

    @Test
    void cutsTheTextOfALongMalformedElement() throws IOException {
        var page = read("{\"results\":[{\"x\":\"" + "😀".repeat(40_000) + "\"}]}");

        assertThat(page.malformed().getFirst().json()).hasSize(65_536).startsWith("{\"x\":\"😀");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"next\":{\"after\":\"10\"}} | 10",
                "{\"next\":{\"after\":10}} | 10",
                "{\"prev\":{\"before\":\"1\"},\"next\":{\"link\":\"l\",\"after\":\"a b\"}} | a b"
            })
    void readsTheCursorAsTextOrNumber(String paging, String after) throws IOException {
        assertThat(read("{\"results\":[],\"paging\":" + paging + "}").nextAfter())
                .contains(after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"next\":null}", "{\"next\":{}}", "{\"next\":{\"after\":null}}"})
    void aPageWithoutACursorIsTheLast(String paging) throws IOException {
        assertThat(read("{\"results\":[],\"paging\":" + paging + "}").nextAfter())
                .isEmpty();
    }

    @Test
    void readsTheTotalOfASearch() throws IOException {
        assertThat(read("{\"total\":12345678901,\"results\":[]}").total()).hasValue(12_345_678_901L);
    }

    @Test
    void readsTheErrorsOfABatch() throws IOException {
        var page = read("""
                {"status":"COMPLETE","results":[],"numErrors":1,"errors":[{"status":"error","category":"OBJECT_NOT_FOUND",
                 "context":{"fromObjectType":["x"],"ids":["999",7,null,"x"]}},{"message":"?","context":null}]}""");

        assertThat(page.status()).isEqualTo("COMPLETE");
        assertThat(page.errors())
                .containsExactly(
                        new RecordPageReader.BatchError("OBJECT_NOT_FOUND", List.of(999L, 7L)),
                        new RecordPageReader.BatchError("UNNAMED", List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"results\":[{\"id\":\"1\",\"properties\":{\"email\":\"secret-val",
                "{\"results\":[]} x",
                "{\"results\":[]}{\"results\":[]}",
                "<html>secret-value</html>",
                "{\"results\":[],\"paging\":{\"next\":{\"after\":\"\"}}}",
                "{\"results\":[secret-value]}"
            })
    void aDamagedBodyIsBrokenAndNotQuoted(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(BrokenAnswerException.class)
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    @Test
    void badUtf8IsBroken() {
        var body = "{\"results\":[{\"id\":\"1\",\"properties\":{\"email\":\"x?x\"}}]}".getBytes(StandardCharsets.UTF_8);
        for (var i = 0; i < body.length; i++) {
            body[i] = body[i] == '?' ? (byte) 0xC3 : body[i];
        }

        assertThatThrownBy(() -> RecordPageReader.read(body, EMAIL_AND_NAME)).isInstanceOf(BrokenAnswerException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"x\"", "null", "{}", "{\"results\":null}", "{\"results\":{}}", "{\"items\":[]}"})
    void jsonOfAnotherShapeIsForeign(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(ForeignAnswerException.class);
    }

    @Test
    void everyCutOfAGoodPageIsBroken() {
        var whole = "{\"results\":[" + record("1", "{\"email\":\"ä😀\\n\"}") + "],\"paging\":{\"next\":{\"after\":5}}}";
        var bytes = whole.getBytes(StandardCharsets.UTF_8);
        for (var length = 0; length < bytes.length; length++) {
            var cut = java.util.Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> RecordPageReader.read(cut, EMAIL_AND_NAME))
                    .isInstanceOf(BrokenAnswerException.class);
        }
    }

    private static RecordPageReader.Body read(String json) throws IOException {
        return RecordPageReader.read(json.getBytes(StandardCharsets.UTF_8), EMAIL_AND_NAME);
    }

    private static String record(String id, String properties) {
        return "{\"id\":\"%s\",\"properties\":%s,\"createdAt\":\"2022-06-01T14:31:48Z\",\"updatedAt\":\"2022-06-01T14:31:48Z\"}"
                .formatted(id, properties);
    }
}
