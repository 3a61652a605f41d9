package io.hubflow.hubspot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.quota.ManualTimeline;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers beyond the memory that one answer may take. */
final class LargeAnswersTest {
    private static final PropertySelection BODIES = PropertySelection.of(List.of("hs_email_text", "hs_email_html"));

    private final FakeTransport transport =
            FakeTransport.answering(FakeTransport.failing(new AnswerTooLargeException(18_000_000, 8_000_000)));

    static List<Named<Consumer<HubSpotClient>>> pagesOfAHundred() {
        return List.of(
                Named.of(
                        "list",
                        client -> client.listRecords(
                                new ListRequest("emails", BODIES, Optional.empty(), 100, RecordState.LIVE))),
                Named.of(
                        "search",
                        client -> client.searchRecords(new SearchRequest(
                                "emails", List.of(), List.of(), Optional.empty(), BODIES, Optional.empty(), 100))),
                Named.of(
                        "batch",
                        client -> client.batchRead(
                                "emails",
                                BODIES,
                                LongStream.range(0, 100).boxed().toList(),
                                RecordState.LIVE)));
    }

    @ParameterizedTest
    @MethodSource("pagesOfAHundred")
    void areRefusedAtOnceAndLaterPagesOfTheirTypeAreHalfAsLarge(Consumer<HubSpotClient> page) {
        var client = Clients.over(transport, new ManualTimeline());

        var failure = catchThrowableOfType(ConnectorException.class, () -> page.accept(client));

        assertThat(failure).isNotNull();
        assertThat(failure.code()).isEqualTo(ErrorCode.HUBSPOT_ANSWER_TOO_LARGE);
        assertThat(transport.requests()).hasSize(1);
        assertThat(client.pageLimit("emails", 100)).isEqualTo(50);
        assertThat(client.pageLimit("contacts", 100)).isEqualTo(100);
    }
}
