package io.hubflow.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Reading;
import io.hubflow.engine.range.IdRange;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.MalformedRecord;
import io.hubflow.hubspot.RecordPage;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a page of a list or search says of a range of ids. */
class ListedPageTest {
    private static final IdRange TENS = new IdRange(10, 20);

    @Test
    void idsOfTheRangeKeepHubSpotsOrderAndStandOnce() {
        var page = page(List.of(), 19, 5, 12, 19, 20);

        assertThat(page.idsIn(TENS)).containsExactly(19, 12);
        assertThat(page.ids()).containsExactly(19, 5, 12, 19, 20);
    }

    @Test
    void anElementThatIsNoRecordCountsWhereItsIdLies() {
        var page = page(List.of(bad("15"), bad("99")), 11);

        assertThat(page.keysIn(TENS)).containsExactlyInAnyOrder(11L, 15L);
    }

    @Test
    void elementsWithoutAnIdCountInEveryRangeAndApart() {
        var page =
                page(List.of(new MalformedRecord("", "no id", "{}"), new MalformedRecord("x", "no id", "{\"id\":1}")));

        assertThat(page.keysIn(TENS)).hasSize(2).allMatch(key -> key < 0);
    }

    @Test
    void theRecordThatThePageBeforeEndedWithIsLeftOut() {
        var page = page(List.of(bad("15")), 10, 11, 12).without(10);

        assertThat(page.ids()).containsExactly(11, 12);
        assertThat(page.page().malformed()).hasSize(1);
        assertThat(page.page().nextAfter()).contains("12");
    }

    private static ListedPage page(List<MalformedRecord> malformed, long... ids) {
        var records = Arrays.stream(ids)
                .mapToObj(id ->
                        new HubSpotRecord(id, 1, 2, false, HubSpotRecord.NOT_ARCHIVED, new @Nullable String[] {"x"}))
                .toList();
        return new ListedPage(
                new RecordPage(
                        records,
                        malformed,
                        List.of(),
                        List.of(),
                        Optional.of("12"),
                        OptionalLong.of(7),
                        Instant.ofEpochSecond(1)),
                ListedPage.Content.WHOLE,
                Reading.byId(3));
    }

    private static MalformedRecord bad(String id) {
        return new MalformedRecord(id, "no times", "{\"id\":\"" + id + "\"}");
    }
}
