package io.hubflow.hubspot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RecordPartsTest {
    private static final PropertySelection WHOLE = PropertySelection.of(List.of("city", "secret", "email", "code"));
    private static final PropertySelection FIRST = WHOLE.part(name -> name.equals("city") || name.equals("email"));
    private static final PropertySelection SECOND = WHOLE.part(name -> name.equals("secret") || name.equals("code"));

    @Test
    void equalVersionsBecomeOneRecordInTheOrderOfTheFirstPart() throws IOException {
        var joined = RecordParts.join(
                first(row(2, "09", "'city':'Rome','email':null"), row(1, "08", "'city':null,'email':'a@b.c'")),
                second(row(1, "08", "'secret':'s1','code':'c1'"), row(2, "09", "'secret':null,'code':'c2'")));

        assertThat(joined.apart()).isEmpty();
        assertThat(joined.records()).extracting(HubSpotRecord::id).containsExactly(2L, 1L);
        assertThat(joined.records())
                .extracting(RecordPartsTest::values)
                .containsExactly("Rome,null,null,c2", "null,s1,a@b.c,c1");
        assertThat(joined.records().getFirst().absentProperties().isEmpty()).isTrue();
    }

    @Test
    void otherVersionsAndMissingRecordsAreApart() throws IOException {
        var joined = RecordParts.join(
                first(row(1, "08", "'city':'Rome'"), row(2, "08", "'city':'Oslo'"), row(3, "08", "'city':'Bern'")),
                second(row(1, "09", "'secret':'s1'"), row(3, "08", "'secret':'s3'")));

        assertThat(joined.apart()).containsExactly(1L, 2L);
        assertThat(joined.records()).extracting(RecordPartsTest::values).containsExactly("Bern,s3,null,null");
    }

    @Test
    void aRecordWithoutTheValuesOfItsFirstPartIsApart() throws IOException {
        var joined = RecordParts.join(first(row(1, "08", "")), second(row(1, "08", "'secret':'s1'")));

        assertThat(joined.records()).isEmpty();
        assertThat(joined.apart()).containsExactly(1L);
    }

    /** As in one answer: nulls are sent, so a property without a key was not visible. */
    @Test
    void aPropertyThatNeitherPartNamesIsAbsent() throws IOException {
        var joined = RecordParts.join(
                first(row(1, "08", "'city':null,'email':'a@b.c'")), second(row(1, "08", "'secret':'s1'")));

        var absent = joined.records().getFirst().absentProperties();
        assertThat(absent.stream().mapToObj(WHOLE.names()::get)).containsExactly("code");
    }

    private static String values(HubSpotRecord record) {
        return String.join(
                ",",
                Stream.of(0, 1, 2, 3).map(i -> String.valueOf(record.value(i))).toList());
    }

    private static List<HubSpotRecord> first(String... rows) throws IOException {
        return page(FIRST, rows);
    }

    private static List<HubSpotRecord> second(String... rows) throws IOException {
        return page(SECOND, rows);
    }

    private static List<HubSpotRecord> page(PropertySelection asked, String... rows) throws IOException {
        var body = "{'results':[" + String.join(",", rows) + "]}";
        return RecordPageReader.read(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), asked)
                .records();
    }

    private static String row(long id, String second, String properties) {
        return "{'id':'%d','properties':{%s},'createdAt':'2026-01-01T00:00:00Z','updatedAt':'2026-01-01T00:00:%sZ'}"
                .formatted(id, properties, second);
    }
}
