package io.hubflow.service.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.service.notify.Notification.Event;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WebhookFormatTest {
    private static final Instant AT = Instant.parse("2026-11-28T10:00:00Z");

    @Test
    void slackGetsOneTextInWhichNamesMentionNobody() {
        var notification = new Notification(
                Event.SCHEMA_CHANGE, "main", "deals", AT, "", "deals & <!channel>", "added <@U1> \"x\"");

        assertThat(WebhookFormat.SLACK.write(notification))
                .isEqualTo("{\"text\":\"*hubflow: deals &amp; &lt;!channel&gt;*\\nadded &lt;@U1&gt; \\\"x\\\"\"}");
    }

    @Test
    void otherProgramsGetTheFields() {
        var notification = new Notification(Event.FAILURE, "main", "", AT, "BUG", "It failed", "x".repeat(5_000));

        assertThat(WebhookFormat.JSON.write(notification))
                .startsWith(
                        "{\"event\":\"failure\",\"portal\":\"main\",\"object_type\":\"\",\"at\":\"2026-11-28T10:00:00Z\","
                                + "\"code\":\"BUG\",\"title\":\"It failed\",\"text\":\"xxx")
                .hasSizeLessThan(3_200);
    }
}
