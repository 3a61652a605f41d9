package io.hubflow.app;

import io.hubflow.app.secret.RedactingStream;
import io.hubflow.app.secret.Redactor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** What a command sees of the world; tests give their own. Everything that it prints passes one {@link Redactor}. */
public final class CommandContext {
    /** Set by the launcher. */
    private static final String CALLED_AS = "HUBFLOW_CALLED_AS";

    private final Map<String, String> environment;
    private final Path workingDirectory;
    private final boolean terminal;
    private final InstantSource clock;
    private final Interruption interruption;
    private final InputStream input;
    private final Redactor redactor = new Redactor();
    private final RedactingStream messages;
    private final RedactingStream tableRows;
    private final RedactingStream madeUp;
    private final PrintStream out;
    private final PrintStream rows;
    private final PrintStream standIn;
    private final PrintStream err;

    /**
     * @param out the process's stdout
     * @param err the process's stderr
     * @param terminal whether {@code err} is a terminal that a person looks at
     */
    public CommandContext(
            Map<String, String> environment,
            Path workingDirectory,
            OutputStream out,
            OutputStream err,
            boolean terminal,
            InstantSource clock,
            Interruption interruption) {
        this(environment, workingDirectory, System.in, out, err, terminal, clock, interruption);
    }

    /** The same with another stdin. */
    public CommandContext(
            Map<String, String> environment,
            Path workingDirectory,
            InputStream input,
            OutputStream out,
            OutputStream err,
            boolean terminal,
            InstantSource clock,
            Interruption interruption) {
        this.input = input;
        this.environment = environment;
        this.workingDirectory = workingDirectory;
        this.terminal = terminal;
        this.clock = clock;
        this.interruption = interruption;
        redactor.learnEnvironment(environment);
        this.messages = RedactingStream.ofMessages(out, redactor);
        this.tableRows = RedactingStream.ofRows(out, redactor);
        this.madeUp = RedactingStream.ofMadeUp(out);
        this.out = new PrintStream(messages, false, StandardCharsets.UTF_8);
        this.rows = new PrintStream(tableRows, false, StandardCharsets.UTF_8);
        this.standIn = new PrintStream(madeUp, false, StandardCharsets.UTF_8);
        this.err = new PrintStream(RedactingStream.ofMessages(err, redactor), true, StandardCharsets.UTF_8);
    }

    /** What a person types to start hubflow, such as {@code bin/hubflow}, fit for a shell. */
    public String calledAs() {
        var name = environment.getOrDefault(CALLED_AS, "hubflow");
        return name.matches("[A-Za-z0-9_./~+@:-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
    }

    public Map<String, String> environment() {
        return environment;
    }

    public Path workingDirectory() {
        return workingDirectory;
    }

    /** Results, and with {@code --output json} nothing else. */
    public PrintStream out() {
        return out;
    }

    /** Also stdout, for the rows of a query: values that only look like secrets are not changed. */
    public PrintStream rows() {
        return rows;
    }

    /** Also stdout, for the address and the token of a stand-in, which are no secrets. */
    public PrintStream standIn() {
        return standIn;
    }

    /** Progress, notices and failures. */
    public PrintStream err() {
        return err;
    }

    public boolean terminal() {
        return terminal;
    }

    public InstantSource clock() {
        return clock;
    }

    public Interruption interruption() {
        return interruption;
    }

    public Redactor redactor() {
        return redactor;
    }

    /** Whether bars and colours are welcome. */
    public boolean lively() {
        return terminal && !"dumb".equals(environment.get("TERM")) && !environment.containsKey("CI");
    }

    /** Sends out what waits. Unless stdout took everything, the exit code says so, and stderr why. */
    public int finish(int code) {
        out.flush();
        rows.flush();
        standIn.flush();
        var lost = outputFailure().map(failure -> String.valueOf(failure.getMessage()));
        if (lost.isEmpty()) {
            err.flush();
            return code;
        }
        if (lost.get().contains("Broken pipe")) {
            return ExitCode.OUTPUT_CLOSED.number();
        }
        err.println("hubflow: stdout could not take the whole output (" + lost.get() + ").");
        err.println("What was printed is incomplete. Make room or choose another place for it, then run again.");
        err.flush();
        return code == ExitCode.OK.number() ? ExitCode.FAILED.number() : code;
    }

    /** All of stdin, as UTF-8. */
    public String readInput() {
        try {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("stdin cannot be read", e);
        }
    }

    /** The next line of stdin, in UTF-8 and without its end; empty at the end of stdin. */
    public String readLine() {
        var line = new ByteArrayOutputStream();
        try {
            for (var next = input.read(); next >= 0 && next != '\n'; next = input.read()) {
                line.write(next);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("stdin cannot be read", e);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** The next line of stdin, which a terminal does not show while it is typed. */
    public String readSecret() {
        var console = input == System.in ? System.console() : null;
        if (console == null) {
            return readLine();
        }
        var typed = console.readPassword();
        return typed == null ? "" : String.valueOf(typed);
    }

    /** How wide the terminal is that stdout goes to, as the launcher found; {@link Integer#MAX_VALUE} for anything else. */
    public int outputColumns() {
        var columns = environment.getOrDefault("HUBFLOW_COLUMNS", "");
        return columns.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(columns) : Integer.MAX_VALUE;
    }

    /** Why stdout does not take what is printed, if it does not: a full disk, a reader that has gone. */
    public Optional<IOException> outputFailure() {
        return messages.failure().or(tableRows::failure).or(madeUp::failure);
    }
}
