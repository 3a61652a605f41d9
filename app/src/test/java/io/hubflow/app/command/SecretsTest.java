package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token that was given in the wrong place, or in the right one with something else wrong, is never printed. */
class SecretsTest {
    private static final String TOKEN = "pat-na1-5e0c1a7d-9b42-4f6e-8d13-0a2b4c6d8e0f";

    private static final List<String> SECRETS = List.of(
            TOKEN,
            "5e0c1a7d-9b42-4f6e-8d13-0a2b4c6d8e0f",
            "3f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c",
            "CiRuYTEtNDQ4Zi1hN2QxLTRiY2Q4ZGU5ZjEQ1a2b3cYx",
            "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
            "MySecret-Token-123");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check --token-file SECRET",
                "check --token-file=SECRET",
                "check --token-file ${env:SECRET}",
                "check --tokn SECRET",
                "check --tokn=SECRET",
                "check --tokenSECRET",
                "check SECRET",
                "SECRET",
                "SECRET check",
                "--token SECRET check",
                "check --config SECRET",
                "check --token SECRET --output xml",
                "check --token SECRET --output",
                "check --output SECRET",
                "check --token SECRET --token-file x",
                "check --token SECRET --base-url nowhere",
                "check --token SECRET --updated-after soon",
                "sync --token x --where SECRET",
                "sync --quota-share SECRET",
                "simulate --port SECRET",
                "config show --config SECRET",
                "help SECRET"
            })
    void onNoCommandLine(String line) {
        for (var secret : SECRETS) {
            for (var output : List.of(List.<String>of(), List.of("--output", "json"), List.of("-vv"))) {
                var words = new java.util.ArrayList<String>();
                for (var word : line.split(" ")) {
                    words.add(word.replace("SECRET", secret));
                }
                words.addAll(output);

                var run = CommandLineRun.of(folder, Map.of(), words.toArray(String[]::new));

                assertThat(run.code()).as(words + run.out() + run.err()).isEqualTo(2);
                assertThat(run.out() + run.err()).as(words.toString()).isNotBlank();
                assertHidden(run, secret);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SECRET",
                "SECRET: x",
                "hubspot: SECRET",
                "hubspot:\n  SECRET: x",
                "hubspot:\n  access-token: SECRET",
                "hubspot:\n  access-token: ${env:SECRET}",
                "hubspot:\n  access-token: ${file:SECRET}",
                "hubspot:\n  access-token: ${vault:SECRET}",
                "hubspot:\n  access-token: [SECRET]",
                "hubspot:\n  acess-token: SECRET",
                "hubspot:\n  base-url: SECRET",
                "token: SECRET",
                "object-types: [contacts\ntoken: SECRET",
                "'SECRET",
                "*SECRET",
                "HUBSPOT_ACCESS_TOKEN=SECRET",
                "export HUBSPOT_ACCESS_TOKEN=\"SECRET\"\n",
                "updated-after: SECRET",
                "sync:\n  settle-lag: SECRET\n  refresh: SECRET"
            })
    void inNoConfigurationFile(String text) throws IOException {
        for (var secret : SECRETS) {
            Files.writeString(folder.resolve(".env"), text.replace("SECRET", secret));
            for (var output : List.of("text", "json")) {
                var run = CommandLineRun.of(folder, Map.of(), "check", "--config", ".env", "--output", output);

                assertThat(run.code()).as(run.out() + run.err()).isEqualTo(2);
                assertHidden(run, secret);
            }
        }
    }

    /** People know MotherDuck's addresses with the token in them. */
    @Test
    void inNoAddressOfMotherDuck() {
        for (var secret : SECRETS) {
            for (var address :
                    List.of("md:crm?motherduck_token=", "md:", "motherduck:crm?token=", "md:?motherduck_token=")) {
                for (var command : List.of("sync", "state", "init")) {
                    var run = CommandLineRun.of(
                            folder, Map.of("motherduck_token", secret), command, "--to", address + secret + "/x");

                    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(2);
                    assertHidden(run, secret);
                }
            }
        }
    }

    @Test
    void inNoSettingOfMotherDuck() throws IOException {
        for (var secret : SECRETS) {
            Files.writeString(
                    folder.resolve("hubflow.yaml"), "destination: motherduck\nmotherduck:\n  token: " + secret);

            assertHidden(CommandLineRun.of(folder, Map.of(), "state"), secret);
            assertHidden(CommandLineRun.of(folder, Map.of(), "config", "show"), secret);
            for (var variable : List.of("motherduck_token", "MOTHERDUCK_TOKEN", "HUBFLOW_MOTHERDUCK_TOKEN")) {
                Files.writeString(
                        folder.resolve("hubflow.yaml"), "destination: motherduck\nmotherduck:\n  database: crm\n");
                var run = CommandLineRun.of(folder, Map.of(variable, secret), "config", "show");

                assertThat(run.out() + run.err()).contains(variable);
                assertHidden(run, secret);
            }
        }
    }

    @Test
    void inNoEnvironmentVariable() {
        for (var secret : SECRETS) {
            for (var variable : List.of("HUBFLOW_DESTINATION", "HUBFLOW_HUBSPOT_BASE_URL", "HUBFLOW_SYNC_REFRESH")) {
                var run = CommandLineRun.of(
                        folder, Map.of("HUBSPOT_ACCESS_TOKEN", secret, variable, secret), "check", "--output", "json");

                assertThat(run.code()).isEqualTo(2);
                assertHidden(run, secret);
            }
        }
    }

    /** Neither whole nor a part that would help to guess it. */
    private static void assertHidden(CommandLineRun run, String secret) {
        var printed = run.out() + run.err();
        assertThat(printed).as(printed).doesNotContainIgnoringCase(secret);
        assertThat(printed).as(printed).doesNotContainIgnoringCase(secret.substring(0, secret.length() / 2));
        assertThat(printed).as(printed).doesNotContainIgnoringCase(secret.substring(secret.length() / 2));
    }
}
