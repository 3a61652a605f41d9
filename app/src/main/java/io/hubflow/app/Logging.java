package io.hubflow.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.hubflow.app.secret.Redactor;
import io.hubflow.engine.report.SyncListener;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The log: lines on stderr, WARN and worse unless {@code -v} asks for more. Set up in code, because XML costs start-up time. */
public final class Logging extends ContextAwareBase implements Configurator {
    private static final Redactor REDACTOR = new Redactor();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static volatile Consumer<String> stderr = System.err::println;
    private static volatile Consumer<String> sink = stderr;
    private static volatile @Nullable JsonEncoder json;
    private static volatile boolean noticesAreLoggedApart;

    /** Called by logback, which finds it as a service. */
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        var appender = new Lines();
        appender.setContext(context);
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** @param verbosity how often {@code -v} was given: 0 WARN, 1 INFO, 2 DEBUG of hubflow, 3 DEBUG of everything */
    public static void verbosity(int verbosity) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        context.getLogger("io.hubflow")
                .setLevel(verbosity == 0 ? Level.WARN : verbosity == 1 ? Level.INFO : Level.DEBUG);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(verbosity >= 3 ? Level.DEBUG : Level.WARN);
    }

    /** Lines go to this command's stderr from now on, and with them through its redaction. */
    public static void begin(Consumer<String> lines) {
        stderr = lines;
        sink = lines;
        json = null;
        noticesAreLoggedApart = false;
    }

    /** From now on lines that say the same as a notice are left out: the service logs notices with the name of their portal. */
    public static void leaveNoticesOut() {
        noticesAreLoggedApart = true;
    }

    /** Sends lines elsewhere while it is open, so that they do not cut through progress bars. */
    public static void divert(Consumer<String> lines) {
        sink = lines;
    }

    /** Undoes {@link #divert}. */
    public static void restore() {
        sink = stderr;
    }

    /** From now on a line is a JSON object, and INFO is told: what reads such lines filters them itself. */
    public static void json() {
        json = jsonEncoder();
        verbosity(1);
    }

    public static boolean isJson() {
        return json != null;
    }

    private static JsonEncoder jsonEncoder() {
        var encoder = new JsonEncoder();
        encoder.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMDC(false);
        encoder.setWithArguments(false);
        encoder.setWithThrowable(false);
        encoder.start();
        return encoder;
    }

    private static final class Lines extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            var encoder = json;
            if (isShownAnyway(event)) {
                return;
            }
            // A second net: the stream behind the sink knows the configured secrets too.
            sink.accept(encoder == null ? REDACTOR.hide(text(event)) : object(encoder, event));
        }

        /** The progress display, which lines go to while it is open, tells notices by itself, and so does the service. */
        private static boolean isShownAnyway(ILoggingEvent event) {
            var markers = event.getMarkerList();
            return (sink != stderr || noticesAreLoggedApart) && markers != null && markers.contains(SyncListener.TOLD);
        }

        /** Hidden before it is encoded: afterwards a pattern could take the JSON around it for a part of a secret. */
        private static String object(JsonEncoder encoder, ILoggingEvent event) {
            var hidden = new LoggingEvent();
            hidden.setLoggerName(event.getLoggerName());
            hidden.setLevel(event.getLevel());
            hidden.setThreadName(event.getThreadName());
            hidden.setTimeStamp(event.getTimeStamp());
            hidden.setMessage(REDACTOR.hide(event.getFormattedMessage() + trace(event)));
            return new String(encoder.encode(hidden), StandardCharsets.UTF_8).strip();
        }

        private static String trace(ILoggingEvent event) {
            var cause = event.getThrowableProxy();
            return cause == null ? "" : System.lineSeparator() + ThrowableProxyUtil.asString(cause);
        }

        private static String text(ILoggingEvent event) {
            var name = event.getLoggerName();
            return TIME.format(Instant.ofEpochMilli(event.getTimeStamp())) + " " + event.getLevel() + " "
                    + name.substring(name.lastIndexOf('.') + 1) + ": " + event.getFormattedMessage() + trace(event);
        }
    }
}
