package io.hubflow.app.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private final Redactor redactor = new Redactor();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pat-na1-12345678-1234-4321-abcd-123456789abc",
                "pat-eu1-0f0f0f0f",
                "PAT-NA1-12345678",
                "pat%2Dna1%2D12345678%2Dabcd",
                "CLI-0123456789abcdef",
                "Bearer abc.def",
                "Basic dXNlcjpwYXNzd29yZA==",
                "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
                "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0B\n-----END PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\\nMIIEvQIBADANBg\\n-----END ENCRYPTED PRIVATE KEY-----",
            })
    void hidesWhatIsASecretByItsShape(String secret) {
        assertThat(redactor.hide("before \"" + secret + "\" after"))
                .isEqualTo("before \"" + Redactor.HIDDEN + "\" after");
        assertThat(redactor.hide("x" + secret.strip() + "y")).contains(Redactor.HIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "export HUBSPOT_ACCESS_TOKEN=pat-...",
                "a compat-mode-enabled thing",
                "run 2f1b7c9e-3a54-4d0c-8a51-0c1f6d4e2b7a",
                "The spool directory /tmp/spool-123 is full."
            })
    void leavesOrdinaryTextAsItIs(String text) {
        assertThat(redactor.hide(text)).isEqualTo(text);
    }

    @Test
    void hidesAConfiguredSecretHoweverItIsWritten() {
        redactor.learnSecret(" p\"ss wörd/1+2 ");

        assertThat(redactor.hide("p\"ss wörd/1+2, {\"a\":\"p\\\"ss wörd/1+2\"}, ?q=p%22ss+w%C3%B6rd%2F1%2B2&r"
                        + " p%22ss%20w%C3%B6rd%2F1%2B2 inside-p\"ss wörd/1+2-of-a-word"))
                .isEqualTo("[hidden], {\"a\":\"[hidden]\"}, ?q=[hidden]&r [hidden] inside-[hidden]-of-a-word");
    }

    @Test
    void hidesTheBeginningOfAConfiguredSecretWhereAMessageWasCut() {
        redactor.learnSecret("correct-horse-battery-staple");

        assertThat(redactor.hide("it said \"x=correct-hors…")).isEqualTo("it said \"x=[hidden]…");
    }

    @Test
    void hidesEachLineOfAConfiguredPrivateKey() {
        redactor.learnSecret(
                "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n");

        assertThat(redactor.hide("line 2: hkiG9w0BAQEFAASC.")).isEqualTo("line 2: [hidden].");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
                "na1-2f1b7c9e-3a54-4d0c-8a51-0c1f6d4e2b7a",
                "kW8xQ2vZ7pL0sT4nB6yR1uE3",
                "aGk4/2FvL0p7WmQ5+3TzX9cKbVn1RsYd"
            })
    void hidesRandomWordsThatWereTypedInMessagesAlone(String word) {
        redactor.learnTyped("--token-file=" + word);

        assertThat(redactor.hide("There is no file " + word + "!")).isEqualTo("There is no file [hidden]!");
        assertThat(redactor.hideSecrets("id " + word)).isEqualTo("id " + word);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tmp/junit-12345678901234567890/my.duckdb",
                "crm-backup-2026-11-28-nightly.duckdb",
                "HubSpotExport20261128Final",
                "hs_v2_date_entered_appointmentscheduled",
                "select * from contacts where hs_object_id = 12345678901234567890"
            })
    void namesAndPathsThatWereTypedMayBeTold(String word) {
        redactor.learnTyped(word);

        assertThat(redactor.hide("About " + word)).isEqualTo("About " + word);
    }

    @Test
    void takesValuesOfFilesAndVariablesForSecretsByTheirNames() {
        redactor.learnAssignments(
                "export HUBSPOT_TOKEN='plain-words-here'\nsnowflake:\n  password: hunter2!!\nname: visible\n");
        redactor.learnEnvironment(Map.of("HUBFLOW_SNOWFLAKE_PASSWORD", "geheim-99", "PATH", "/usr/bin:/usr/local/bin"));

        assertThat(redactor.hide("plain-words-here hunter2!! geheim-99 visible /usr/bin:/usr/local/bin"))
                .isEqualTo("[hidden] [hidden] [hidden] visible /usr/bin:/usr/local/bin");
    }

    @Test
    void aStreamHidesASecretThatIsPrintedInParts() {
        redactor.learnSecret("correct-horse");
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(RedactingStream.ofMessages(bytes, redactor), false, StandardCharsets.UTF_8);

        out.print("Kraków correct-");
        out.print("horse\nthe end: correct-horse");
        out.flush();

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("Kraków [hidden]\nthe end: [hidden]");
    }

    @Test
    void aStreamHidesAPrivateKeyThatIsPrintedLineByLine() {
        var bytes = new ByteArrayOutputStream();
        var err = new PrintStream(RedactingStream.ofMessages(bytes, redactor), true, StandardCharsets.UTF_8);

        "key:\n-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADAN\nBgkqhkiG9w==\n-----END RSA PRIVATE KEY-----\nthe end"
                .lines()
                .forEach(err::println);

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("key:", "the end")
                .doesNotContain("MIIEvQIBADAN", "BgkqhkiG9w");
    }

    @Test
    void aStreamRemembersThatItCouldNotWrite() {
        var stream = RedactingStream.ofRows(new FullDisk(), redactor);
        var out = new PrintStream(stream, false, StandardCharsets.UTF_8);

        out.println("lost");
        out.flush();

        assertThat(stream.failure()).get().extracting(IOException::getMessage).isEqualTo("No space left on device");
    }

    private static final class FullDisk extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("No space left on device");
        }
    }
}
