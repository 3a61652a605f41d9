package io.hubflow.service.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NoticeLogTest {
    private Instant now = Instant.parse("2026-11-29T00:00:00Z");
    private final List<String> lines = new ArrayList<>();
    private final NoticeLog log = new NoticeLog("europe", () -> now, lines::add);

    @Test
    void whatEveryRunRepeatsIsWrittenOnceADay() {
        for (var quarter = 0; quarter < 2 * 96; quarter++) {
            log.tell("contacts", "no scope (correlation id 01a22778-%04d)".formatted(quarter));
            runEnds("contacts");
        }

        assertThat(lines)
                .containsExactly(
                        "Portal europe: contacts: no scope (correlation id 01a22778-0000)",
                        "Portal europe: contacts: no scope (correlation id 01a22778-0096)");
    }

    @Test
    void whatComesBackIsWrittenAgain() {
        log.tell("contacts", "no scope");
        runEnds("contacts");
        runEnds("contacts");
        log.tell("contacts", "no scope");
        runEnds("contacts");

        assertThat(lines).hasSize(2);
    }

    /** Jobs of other object types have schedules of their own. */
    @Test
    void aRunOfOtherObjectTypesForgetsNothing() {
        for (var round = 0; round < 3; round++) {
            log.tell("contacts", "no scope");
            log.tell("owners", "no scope");
            runEnds("contacts");
            runEnds("deals");
        }

        assertThat(lines).containsExactly("Portal europe: contacts: no scope", "Portal europe: owners: no scope");
    }

    @Test
    void aClockThatWasPutBackSilencesNothing() {
        log.tell("contacts", "no scope");
        runEnds("contacts");
        now = now.minus(Duration.ofDays(400));
        log.tell("contacts", "no scope");

        assertThat(lines).hasSize(2);
    }

    private void runEnds(String objectType) {
        log.runEnded(Set.of(objectType));
        now = now.plus(Duration.ofMinutes(15));
    }
}
