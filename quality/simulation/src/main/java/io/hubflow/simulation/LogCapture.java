package io.hubflow.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** Looks at every line that the product logs, instead of printing it. */
final class LogCapture {
    private static final ConcurrentLinkedQueue<String> LEAKS = new ConcurrentLinkedQueue<>();

    private LogCapture() {}

    /** Lines that hold a token of a simulated run; of all histories that are told at the moment. */
    static List<String> leaks() {
        return List.copyOf(LEAKS);
    }

    static void install() {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.setLevel(Level.DEBUG);
        var appender = new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent event) {
                var line = event.getFormattedMessage();
                if (line.contains("pat-na1-simulated-")) {
                    LEAKS.add(line);
                }
            }
        };
        appender.setContext(context);
        appender.start();
        root.addAppender(appender);
    }
}
