package io.hubflow.hubspot.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.hubflow.hubspot.quota.RollingLimit.Send;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RollingLimitTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final long WINDOW = 10 * SECOND;
    private static final long START = 3_600 * SECOND;

    private final RollingLimit limit = new RollingLimit();

    @Test
    void aCallMayStandInTheServersWindowUntilOneWindowAfterItsAnswer() {
        limit.limit(3, WINDOW + 50 * MILLI, 3, WINDOW, 0);
        var calls = send(3, START);
        answer(calls, START + 9 * SECOND);

        assertThat(mayGo(START + WINDOW + 50 * MILLI)).isFalse();
        assertThat(mayGo(START + 19 * SECOND - 1)).isFalse();
        assertThat(sendsThatMayGo(START + 19 * SECOND)).isEqualTo(3);
    }

    @Test
    void aCallWithoutAnAnswerKeepsItsPlace() {
        limit.limit(3, WINDOW, 3, WINDOW, 0);
        var calls = send(3, START);
        answer(calls.subList(0, 2), START + SECOND);

        assertThat(sendsThatMayGo(START + 600 * SECOND)).isEqualTo(2);
    }

    @Test
    void sendsKeepTheirDistanceThoughTheServerForgotThemEarlier() {
        limit.limit(2, 12 * SECOND, 100, WINDOW, 0);
        answer(send(2, START), START);

        assertThat(limit.waitNanos(START + 11 * SECOND)).isEqualTo(SECOND);
        assertThat(sendsThatMayGo(START + 12 * SECOND)).isEqualTo(2);
    }

    @Test
    void aSlowedLimitStretchesTheTimeInWhichItsSendsMayGo() {
        limit.limit(2, WINDOW, 100, WINDOW, 0);
        limit.slow(1.25);
        answer(send(2, START), START);

        assertThat(limit.waitNanos(START)).isEqualTo(12_500 * MILLI);
        assertThat(limit.waitNanos(START + 10_500 * MILLI)).isEqualTo(2 * SECOND);
        assertThat(mayGo(START + 12_500 * MILLI)).isTrue();
    }

    @Test
    void aSlowedLimitStretchesTheGapBetweenTwoSends() {
        limit.limit(5, SECOND, RollingLimit.NO_CEILING, SECOND, 100 * MILLI);
        limit.slow(1.5);
        send(1, START);

        assertThat(limit.waitNanos(START)).isEqualTo(150 * MILLI);
    }

    @Test
    void whatOthersSpendIsHeldBackForOneWindow() {
        limit.limit(10, WINDOW, 10, WINDOW, 0);
        var call = send(1, START);
        answer(call, START);
        limit.serverCounted(call.getFirst(), 10, START);

        assertThat(mayGo(START)).isFalse();
        assertThat(mayGo(START + WINDOW - 1)).isFalse();
        assertThat(sendsThatMayGo(START + WINDOW)).isEqualTo(10);
    }

    @Test
    void callsOfOthersAndCallsThatMayStillCountFillTheLimitTogether() {
        limit.limit(5, WINDOW + 50 * MILLI, 5, WINDOW, 0);
        var calls = send(3, START);
        answer(calls, START + 9 * SECOND);
        limit.serverCounted(calls.getFirst(), 5, START + 9 * SECOND);

        assertThat(mayGo(START + 11 * SECOND)).isFalse();
        assertThat(sendsThatMayGo(START + 19 * SECOND)).isEqualTo(5);
    }

    @Test
    void aSlowedLimitStretchesWhatOthersLeaveOfIt() {
        limit.limit(10, WINDOW, 10, WINDOW, 0);
        limit.slow(1.25);
        answer(send(3, START), START);
        var last = send(1, START + 5 * SECOND);
        answer(last, START + 5 * SECOND);
        limit.serverCounted(last.getFirst(), 10, START + 5 * SECOND); // six of ten are of others

        assertThat(limit.waitNanos(START + 11 * SECOND)).isEqualTo(1_500 * MILLI);
    }

    @Test
    void sendsOfTheLastWindowAreUsed() {
        limit.limit(10, WINDOW, 10, WINDOW, 0);
        send(2, START);
        send(1, START + 4 * SECOND);

        assertThat(limit.used(START + WINDOW - 1)).isEqualTo(3);
        assertThat(limit.used(START + WINDOW)).isEqualTo(1);
    }

    @Test
    void aCopyHasTheSameLimitAndSpeedAndNothingSent() {
        limit.limit(2, WINDOW, 4, WINDOW, 0);
        limit.slow(1.25);
        send(2, START);
        var copy = limit.copy();

        for (var sent = 0; sent < 2; sent++) {
            assertThat(copy.waitNanos(START)).isZero();
            copy.sent(START);
        }
        assertThat(copy.waitNanos(START)).isEqualTo(12_500 * MILLI);
    }

    @Test
    void aCopyOfALiftedLimitIsLifted() {
        limit.limit(1, WINDOW, 1, WINDOW, 0);
        limit.lift();
        var copy = limit.copy();
        copy.sent(START);

        assertThat(copy.waitNanos(START)).isZero();
    }

    /** It takes milliseconds; a log that forgets nothing needs minutes. */
    @Test
    void aLongRunDoesNotSlowTheLimitDown() {
        limit.limit(5, SECOND, RollingLimit.NO_CEILING, SECOND, 0);

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (var call = 0; call < 100_000; call++) {
                var now = START + call * SECOND / 5;
                assertThat(limit.waitNanos(now)).isZero();
                var send = limit.sent(now);
                limit.leaving(send, now);
                limit.answered(send, now + 100 * MILLI);
            }
        });
    }

    @Test
    void foreseesHowManyCallsMayGoUntilAMoment() {
        limit.limit(5, WINDOW, 7, WINDOW, 0);
        assertThat(limit.roomUntil(START + SECOND, START)).isEqualTo(5);
        answer(send(2, START), START);
        answer(send(2, START + 3 * SECOND), START + 3 * SECOND);
        var now = START + 4 * SECOND;

        assertThat(limit.roomUntil(now, now)).isEqualTo(1);
        assertThat(limit.roomUntil(START + WINDOW - 1, now)).isEqualTo(1);
        assertThat(limit.roomUntil(START + WINDOW, now)).isEqualTo(3);
        assertThat(limit.roomUntil(now + WINDOW - 1, now)).isEqualTo(5);
        assertThat(limit.roomUntil(now + 2 * WINDOW, now)).isEqualTo(11);
    }

    @Test
    void foreseesAsManyCallsAsItLetsGo() {
        limit.limit(5, 1_100 * MILLI, RollingLimit.NO_CEILING, SECOND, 0);
        var sent = 0;
        for (var now = START; now <= START + 4_000 * MILLI; now += 10 * MILLI) {
            if (now == START + 700 * MILLI) {
                assertThat(sent + limit.roomUntil(START + 4_000 * MILLI, now)).isEqualTo(20);
            }
            while (mayGo(now)) {
                limit.leaving(limit.sent(now), now);
                sent++;
            }
        }
        assertThat(sent).isEqualTo(20);
    }

    @Test
    void foreseesNoEndWhereItIsLifted() {
        limit.limit(1, WINDOW, 1, WINDOW, 0);
        limit.lift();

        assertThat(limit.roomUntil(START, START)).isEqualTo(Long.MAX_VALUE);
    }

    private List<Send> send(int calls, long atNanos) {
        var sent = new ArrayList<Send>();
        for (var i = 0; i < calls; i++) {
            sent.add(limit.sent(atNanos));
        }
        return sent;
    }

    private void answer(List<Send> calls, long atNanos) {
        calls.forEach(call -> limit.answered(call, atNanos));
    }

    private boolean mayGo(long nowNanos) {
        return limit.waitNanos(nowNanos) == 0;
    }

    private int sendsThatMayGo(long nowNanos) {
        var sent = 0;
        while (sent < 1_000 && mayGo(nowNanos)) {
            limit.sent(nowNanos);
            sent++;
        }
        return sent;
    }
}
