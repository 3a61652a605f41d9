package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.app.CommandContext;
import io.hubflow.app.Interruption;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Values that no option takes: the error is for people. */
class UsageErrorsTest {
    private static final String NONSENSE = ":no such [thing";

    @TempDir
    Path folder;

    @Test
    void noOptionOrWordOfAnyCommandAnswersWithTheNameOfAClass() {
        var answers = new ArrayList<String>();
        var all = Hubflow.commandLine(new CommandContext(
                Map.of(),
                folder,
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                false,
                InstantSource.system(),
                new Interruption()));
        all.getSubcommands()
                .forEach((name, command) -> wrongArguments(command).forEach(arguments -> {
                    var answer = answerTo(all, name, arguments);
                    answers.add(answer);
                    assertThat(answer).as("%s %s", name, arguments).doesNotContain("java.", "Exception");
                }));

        assertThat(answers).filteredOn(answer -> answer.contains(NONSENSE)).hasSizeGreaterThan(10);
    }

    private static Stream<List<String>> wrongArguments(CommandLine command) {
        var spec = command.getCommandSpec();
        var options = spec.options().stream()
                .filter(option -> option.arity().max() > 0)
                .map(option -> List.of(option.longestName(), NONSENSE));
        return spec.positionalParameters().isEmpty() ? options : Stream.concat(options, Stream.of(List.of(NONSENSE)));
    }

    private static String answerTo(CommandLine all, String name, List<String> arguments) {
        try {
            all.parseArgs(Stream.concat(Stream.of(name), arguments.stream()).toArray(String[]::new));
            return "";
        } catch (CommandLine.ParameterException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void aFolderIsNoConfigurationFile() {
        var run = CommandLineRun.of(folder, Map.of(), "sync", "--config", folder.toString());

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("This is a folder").doesNotContain("Exception");
    }

    @Test
    void noGrantsArePrintedForEmptyNames() {
        var run = CommandLineRun.of(folder, Map.of(), "snowflake", "grants", "--schema", "", "--role", " ");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("--role, --schema are empty.");
    }

    @Test
    void aPortalThatCannotBeSimulatedIsRefusedWithoutTheNameOfTheCommandTwice() {
        var run = CommandLineRun.of(folder, Map.of(), "simulate", "--records", "contacts=99999999999");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).doesNotContain("hubflow: hubflow");
    }
}
