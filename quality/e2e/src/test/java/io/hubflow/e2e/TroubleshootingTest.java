package io.hubflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.app.report.Troubleshooting;
import io.hubflow.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that errors point to. */
class TroubleshootingTest {
    private static final Pattern ENTRY = Pattern.compile("(?m)^### (\\S+)\\n(\\S.*)$");

    @Test
    void everyErrorCodeHasOneEntryWithWordsAndNothingElseHas() throws IOException {
        var page = Files.readString(Hubflow.root().resolve(Troubleshooting.DOCUMENT));

        assertThat(ENTRY.matcher(page).results().map(entry -> entry.group(1)))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::name).toList());
    }

    @Test
    void theAnchorIsTheOneThatForgesGiveToTheEntry() {
        assertThat(Troubleshooting.of(ErrorCode.HUBSPOT_SCOPE_MISSING))
                .isEqualTo("docs/troubleshooting.md#hubspot_scope_missing");
    }

    @Test
    void whatIsTriedAgainIsSaidToBe() throws IOException {
        var page = Files.readString(Hubflow.root().resolve(Troubleshooting.DOCUMENT));

        for (var code : ErrorCode.values()) {
            var from = page.indexOf("### " + code + "\n");
            var to = page.indexOf("\n##", from + 1);
            var entry = page.substring(from, to < 0 ? page.length() : to).replace('\n', ' ');
            var again = code.retry() != ErrorCode.Retry.NO && code != ErrorCode.INTERRUPTED;
            assertThat(entry.contains("*Tried again")).as(code + ": " + entry).isEqualTo(again);
        }
    }
}
