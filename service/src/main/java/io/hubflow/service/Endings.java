package io.hubflow.service;

import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.verify.VerifyReport;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.service.portal.Portal;
import io.hubflow.service.schedule.Ending;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Tells the scheduler how a job of a portal ended. */
final class Endings {
    private final Portal portal;
    private final InstantSource clock;

    Endings(Portal portal, InstantSource clock) {
        this.portal = portal;
        this.clock = clock;
    }

    Ending of(RunReport report) {
        if (report.status() == RunReport.Status.INTERRUPTED) {
            return new Ending.Stopped();
        }
        var errors = report.objects().stream()
                .flatMap(object -> object.error().stream())
                .toList();
        return spentQuota(errors)
                .orElseGet(() ->
                        report.status() == RunReport.Status.FAILED ? new Ending.Failed(false) : new Ending.Succeeded());
    }

    /** A verification that found differences succeeded. */
    Ending of(VerifyReport report) {
        return spentQuota(report.tables().stream()
                        .flatMap(table -> table.error().stream())
                        .toList())
                .orElseGet(Ending.Succeeded::new);
    }

    Ending of(ConnectorException failure) {
        if (failure.code() == ErrorCode.INTERRUPTED) {
            return new Ending.Stopped();
        }
        return spentQuota(List.of(failure))
                .orElseGet(() -> new Ending.Failed(failure.code().retry() == ErrorCode.Retry.YES));
    }

    /** Parks the portal when one of these says that the quota is spent. */
    private Optional<Ending> spentQuota(List<ConnectorException> errors) {
        return errors.stream().anyMatch(error -> error.code().category() == ErrorCode.Category.QUOTA)
                ? Optional.of(new Ending.QuotaSpent(portal.quotaReset(clock.instant())))
                : Optional.empty();
    }
}
