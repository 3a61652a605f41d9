package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.Logging;
import io.hubflow.app.config.Configuration;
import io.hubflow.app.config.ConfigurationException;
import io.hubflow.app.config.Problem;
import io.hubflow.app.config.ServiceSettings;
import io.hubflow.app.config.Settings;
import io.hubflow.app.config.Sources;
import io.hubflow.service.HubflowService;
import io.hubflow.service.http.HttpSettings;
import io.hubflow.service.http.StatusServer;
import io.hubflow.service.notify.Notifier;
import io.hubflow.service.notify.Webhook;
import io.hubflow.service.portal.PortalPlan;
import io.hubflow.service.schedule.LagBound;
import io.hubflow.service.schedule.Schedule;
import io.hubflow.service.schedule.ScheduleRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a service together out of the configuration, and runs it. */
final class Serving {
    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);
    private static final String SYNC = "sync";

    /** Lags are told this late at most. */
    private static final Duration LOOK_FOR_LAG = Duration.ofSeconds(15);

    /** How long after its time a run may have brought an object type further, before that is late. */
    private static final Duration GRACE = Duration.ofHours(1);

    /** What is closed at the end and cannot fail. */
    private interface Closeable extends AutoCloseable {
        @Override
        void close();
    }

    private final CommandContext context;

    Serving(CommandContext context) {
        this.context = context;
    }

    /** Serves until a signal comes. */
    int until(Sources sources) throws InterruptedException {
        Logging.leaveNoticesOut();
        var portals = Configuration.loadPortals(sources);
        var whole = portals.values().iterator().next();
        var stopped = new CountDownLatch(1);
        context.interruption().onSignal(stopped::countDown);
        var locks = new ArrayList<ServiceLock>();
        try (var service = service(portals, whole, locks);
                var server = StatusServer.start(service, http(whole), context.clock());
                var notifier = notifier(service, whole)) {
            service.start();
            begun("hubflow serves " + names(portals.keySet()) + " at " + server.address());
            awaitStop(stopped);
            ending("Stopping after the current commits; press Ctrl-C again to quit now.");
            service.stop(whole.require(ServiceSettings.STOP_WITHIN));
        } finally {
            locks.forEach(ServiceLock::close);
        }
        return ExitCode.OK.number();
    }

    private void begun(String sentence) {
        if (Logging.isJson()) {
            LOG.info(sentence);
            return;
        }
        context.standIn().println(sentence);
        context.standIn().println("Ctrl-C stops it.");
        context.standIn().flush();
    }

    private void ending(String sentence) {
        if (Logging.isJson()) {
            LOG.info(sentence);
        } else {
            context.err().println(sentence);
        }
    }

    /** An interrupt of this thread counts as a signal, for whoever runs the command inside of another program. */
    private static void awaitStop(CountDownLatch stopped) {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            stopped.countDown();
        }
    }

    /** @param locks gets what the service holds while it lives; whoever calls closes them, also when this fails */
    private HubflowService service(Map<String, Configuration> portals, Configuration whole, List<ServiceLock> locks) {
        var service = new HubflowService(
                VersionText.number(), context.clock(), whole.require(ServiceSettings.CONCURRENT_PORTALS));
        var clients = new PortalClients();
        portals.forEach((name, configuration) -> {
            locks.add(ServiceLock.take(configuration));
            service.add(new ConfiguredPortal(name, configuration, context.clock(), clients), plan(configuration));
        });
        return service;
    }

    /** Closed before the service, so that it still sends what the last runs gave rise to. */
    private Closeable notifier(HubflowService service, Configuration whole) {
        var address = whole.find(ServiceSettings.WEBHOOK_URL);
        if (address.isEmpty()) {
            return () -> {};
        }
        var webhook = new Webhook(
                address.get(),
                whole.require(ServiceSettings.WEBHOOK_FORMAT),
                whole.route(address.get()),
                context.redactor()::hide,
                Thread::sleep);
        var notifier =
                new Notifier(webhook, context.clock(), () -> service.status().portals(), LOOK_FOR_LAG);
        service.listen(notifier);
        notifier.start();
        return notifier::close;
    }

    private static PortalPlan plan(Configuration configuration) {
        var zone = configuration.require(ServiceSettings.TIME_ZONE);
        var schedule = Schedule.parse(configuration.require(ServiceSettings.SCHEDULE), zone);
        var jobs = new ArrayList<PortalPlan.Job>();
        var groups = configuration
                .find(ServiceSettings.GROUPS)
                .map(text -> ServiceSettings.readGroups(text, zone))
                .orElse(List.of());
        var requested = configuration.syncRequest().objectTypes();
        ServiceSettings.groupProblem(groups, requested).ifPresent(sentence -> {
            throw new ConfigurationException(List.of(new Problem(
                    configuration.origin(ServiceSettings.GROUPS).orElse(""),
                    OptionalInt.empty(),
                    ServiceSettings.GROUPS.key(),
                    sentence)));
        });
        var grouped = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        groups.forEach(group -> grouped.addAll(group.objectTypes()));
        var others = requested.stream().filter(type -> !grouped.contains(type)).toList();
        if (!others.isEmpty()) {
            jobs.add(new PortalPlan.Job(SYNC, groups.isEmpty() ? List.of() : others, schedule));
        }
        jobs.addAll(groups);
        var rules = new ScheduleRules(
                configuration.require(ServiceSettings.JITTER),
                configuration.require(ServiceSettings.CATCH_UP),
                ScheduleRules.DEFAULT.backoff(),
                ScheduleRules.DEFAULT.longestBackoff());
        var verification = ServiceSettings.readVerification(configuration.require(ServiceSettings.VERIFICATION), zone);
        var lagBound = configuration
                .find(ServiceSettings.LAG_BOUND)
                .<LagBound>map(LagBound.Fixed::new)
                .orElseGet(() -> new LagBound.AfterSchedule(configuration.require(Settings.SETTLE_LAG), GRACE));
        return new PortalPlan(jobs, verification, rules, lagBound);
    }

    private static HttpSettings http(Configuration whole) {
        return new HttpSettings(
                whole.require(ServiceSettings.HOST),
                whole.require(ServiceSettings.PORT),
                Set.copyOf(whole.find(ServiceSettings.HOST_NAMES).orElse(List.of())),
                whole.find(ServiceSettings.PASSWORD_HASH),
                whole.find(ServiceSettings.TOKEN_HASH));
    }

    private static String names(Set<String> portals) {
        return portals.size() == 1 ? "its status" : "the status of " + portals.size() + " portals";
    }
}
