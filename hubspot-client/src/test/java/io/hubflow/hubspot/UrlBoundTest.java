package io.hubflow.hubspot;

import static io.hubflow.hubspot.FakeTransport.answer;
import static io.hubflow.hubspot.FakeTransport.answering;
import static io.hubflow.hubspot.FakeTransport.failing;
import static io.hubflow.hubspot.FakeTransport.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.quota.ManualTimeline;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class UrlBoundTest {
    private static final FakeTransport.Step EMPTY = ok(FakeTransport.EMPTY_PAGE);
    private static final FakeTransport.Step CUT = failing(new IOException("connection reset"));

    /** About 9,200 bytes of names. */
    private static final PropertySelection LONG = PropertySelection.of(
            IntStream.range(0, 370).mapToObj("a_property_no_%08d"::formatted).toList());

    private final ManualTimeline timeline = new ManualTimeline();

    @Test
    void aRefusedLengthIsHalvedUntilItDoesNotFitAndToldOnce() {
        var told = new ArrayList<Integer>();
        var client = over(answering(answer(414, "<html>"), EMPTY));
        client.resumeUrlBound(0, told::add);

        assertTooLong(client);

        assertThat(told).containsExactly(7_500);
        assertThat(client.fitsUrl("contacts", LONG)).isFalse();
    }

    @Test
    void whatAnEarlierRunLearnedIsNotTriedAgain() {
        var transport = answering(EMPTY);
        var client = over(transport);
        client.resumeUrlBound(7_500, bound -> {});

        assertThat(client.fitsUrl("contacts", LONG)).isFalse();
        assertTooLong(client);
        assertThat(transport.requests()).isEmpty();
    }

    @Test
    void aLearnedBoundNeverPassesTheConfiguredOne() {
        var client = over(answering(EMPTY));
        client.resumeUrlBound(100_000, bound -> {});

        assertThat(client.fitsUrl(
                        "contacts",
                        PropertySelection.of(IntStream.range(0, 900)
                                .mapToObj("a_property_no_%08d"::formatted)
                                .toList())))
                .isFalse();
    }

    @Test
    void aUrlThatIsCutWhileAShortOneIsAnsweredIsTooLong() {
        var told = new ArrayList<Integer>();
        var client = over(answering(EMPTY, CUT, CUT, CUT, EMPTY, CUT, CUT, CUT));
        client.listRecords(Clients.contacts());
        client.resumeUrlBound(0, told::add);

        assertTooLong(client);

        assertThat(client.fitsUrl("contacts", LONG)).isFalse();
        assertThat(told).as("a cut may have another cause, so it is not kept").isEmpty();
    }

    @Test
    void aNetworkThatBreaksForAWhileLeavesTheBoundAsItIs() {
        var client = over(answering(EMPTY, CUT, CUT, CUT, EMPTY, EMPTY));
        client.listRecords(Clients.contacts());

        client.listRecords(request());

        assertThat(client.fitsUrl("contacts", LONG)).isTrue();
    }

    private HubSpotClient over(FakeTransport transport) {
        var settings =
                HubSpotSettings.of(URI.create("https://api.example.test"), new AccessTokens.Static(Clients.TOKEN));
        return HubSpotClient.open(settings, transport, timeline, new Random(7));
    }

    private static ListRequest request() {
        return new ListRequest("contacts", LONG, Optional.empty(), 100, RecordState.LIVE);
    }

    private static void assertTooLong(HubSpotClient client) {
        assertThatThrownBy(() -> client.listRecords(request()))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.HUBSPOT_URL_TOO_LONG));
    }
}
