package io.hubflow.simulator;

import io.hubflow.simulator.api.ApiSettings.BodyLimit;
import io.hubflow.simulator.api.ApiSettings.ContentType;
import io.hubflow.simulator.api.ApiSettings.IdJson;
import io.hubflow.simulator.api.ApiSettings.RetryAfter;
import io.hubflow.simulator.api.ApiSettings.SensitiveReads;
import io.hubflow.simulator.api.ListCursor;
import io.hubflow.simulator.api.OAuthClient;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.http.Compression;
import io.hubflow.simulator.index.IdOrder;
import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.mutation.ChangeSettings.Bump;
import io.hubflow.simulator.mutation.MergeMode;
import io.hubflow.simulator.portal.ListPlan;
import io.hubflow.simulator.portal.PortalSettings.NewIds;
import io.hubflow.simulator.quota.Tier;
import io.hubflow.simulator.time.SimulatorClock;
import io.hubflow.simulator.traffic.TrafficPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Options while one of them is being changed. */
final class OptionsDraft {
    int port;
    long seed;
    Map<String, Long> records;
    Map<String, Integer> extraProperties;
    Tier tier;
    Map<String, Duration> latency;
    IndexDelay indexDelay;
    double shortPages;
    int searchPage;
    IdOrder idOrder;
    ListCursor listCursor;
    int maxUrlBytes;
    List<TokenGrant> tokens;
    List<OAuthClient> oauthClients;
    SimulatorClock.Kind clock;
    Instant virtualStart;
    Bump onArchive;
    Bump onRestore;
    MergeMode mergeMode;
    IdJson idJson;
    RetryAfter retryAfter;
    BodyLimit bodyLimit;
    SensitiveReads sensitiveReads;
    ContentType contentType;
    Compression compression;
    long portalId;
    String timeZone;
    List<String> customTypes;
    List<String> inactiveTypes;
    List<ListPlan> lists;
    NewIds newIds;
    Duration oauthLifetime;
    FactOptions facts;
    List<FaultRule> faults;
    Optional<TrafficPlan> traffic;

    OptionsDraft(SimulatorOptions options) {
        port = options.port();
        seed = options.seed();
        records = options.records();
        extraProperties = options.extraProperties();
        tier = options.tier();
        latency = options.latency();
        indexDelay = options.indexDelay();
        shortPages = options.shortPages();
        searchPage = options.searchPage();
        idOrder = options.idOrder();
        listCursor = options.listCursor();
        maxUrlBytes = options.maxUrlBytes();
        tokens = options.tokens();
        oauthClients = options.oauthClients();
        clock = options.clock();
        virtualStart = options.virtualStart();
        onArchive = options.onArchive();
        onRestore = options.onRestore();
        mergeMode = options.mergeMode();
        idJson = options.idJson();
        retryAfter = options.retryAfter();
        bodyLimit = options.bodyLimit();
        sensitiveReads = options.sensitiveReads();
        contentType = options.contentType();
        compression = options.compression();
        portalId = options.portalId();
        timeZone = options.timeZone();
        customTypes = options.customTypes();
        inactiveTypes = options.inactiveTypes();
        lists = options.lists();
        newIds = options.newIds();
        oauthLifetime = options.oauthLifetime();
        facts = options.facts();
        faults = options.faults();
        traffic = options.traffic();
    }

    SimulatorOptions finished() {
        return new SimulatorOptions(
                port,
                seed,
                records,
                extraProperties,
                tier,
                latency,
                indexDelay,
                shortPages,
                searchPage,
                idOrder,
                listCursor,
                maxUrlBytes,
                tokens,
                oauthClients,
                clock,
                virtualStart,
                onArchive,
                onRestore,
                mergeMode,
                idJson,
                retryAfter,
                bodyLimit,
                sensitiveReads,
                contentType,
                compression,
                portalId,
                timeZone,
                customTypes,
                inactiveTypes,
                lists,
                newIds,
                oauthLifetime,
                facts,
                faults,
                traffic);
    }
}
