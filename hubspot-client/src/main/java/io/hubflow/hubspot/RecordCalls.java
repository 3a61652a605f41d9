package io.hubflow.hubspot;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Calls that read records: lists, searches, and batch reads of values, histories and deal splits. {@link HubSpotClient} says what
 * each gives. Thread-safe.
 */
final class RecordCalls {
    /** As long as a cursor gets, for {@link #fitsUrl}. */
    private static final Optional<String> LONGEST_AFTER = Optional.of("9".repeat(20));

    private final int baseUrlBytes;
    private final ApiPaths paths;
    private final Caller caller;
    private final ServerClock clock;
    private final PageSizes pageSizes;
    private final UrlBound urlBound;

    RecordCalls(PortalConnection connection, Caller caller, UrlBound urlBound) {
        this.baseUrlBytes = connection.settings().baseUrl().toString().length();
        this.paths = connection.paths();
        this.caller = caller;
        this.clock = connection.clock();
        this.pageSizes = connection.pageSizes();
        this.urlBound = urlBound;
    }

    RecordPage listRecords(ListRequest request) {
        requireLimit(request.limit(), 1, ListRequest.MAX_LIMIT);
        var target = paths.list(request);
        if (!fits(target)) {
            throw new ConnectorException(
                    ErrorCode.HUBSPOT_URL_TOO_LONG,
                    "Listing %s with %d properties takes a URL of %d bytes; %d are allowed."
                            .formatted(
                                    request.objectType(),
                                    request.properties().size(),
                                    urlBytes(target),
                                    urlBound.bytes()),
                    "Nothing was sent.",
                    "List the ids and read the properties by batch.");
        }
        var call = Call.get(CallKind.LIST, request.objectType(), target);
        try {
            return list(request, call);
        } catch (ConnectorException e) {
            if (e.code() == ErrorCode.HUBSPOT_URL_TOO_LONG) {
                urlBound.refused(urlBytes(target));
            } else if (call.isLong() && e.code() == ErrorCode.HUBSPOT_ANSWER_BROKEN) {
                return listAfterCut(request, call, e);
            }
            throw e;
        }
    }

    private RecordPage list(ListRequest request, Call call) {
        return sized(request.objectType(), request.limit(), call, page(request.objectType(), request.properties()));
    }

    /**
     * Something on the way may cut the connection over a URL that is too long in place of answering 414. That it is not the
     * network's fault shows when a short URL is answered and the long one is cut again.
     */
    private RecordPage listAfterCut(ListRequest request, Call call, ConnectorException cut) {
        var none = PropertySelection.none();
        var shortest = new ListRequest(request.objectType(), none, request.after(), 1, request.state());
        caller.call(
                Call.get(CallKind.LIST, request.objectType(), paths.list(shortest)), page(request.objectType(), none));
        try {
            return list(request, call);
        } catch (ConnectorException e) {
            if (e.code() == ErrorCode.HUBSPOT_URL_TOO_LONG) {
                urlBound.refused(urlBytes(call.target()));
                throw e;
            }
            if (e.code() != ErrorCode.HUBSPOT_ANSWER_BROKEN) {
                throw e;
            }
            urlBound.cut(urlBytes(call.target()));
            throw new ConnectorException(
                    ErrorCode.HUBSPOT_URL_TOO_LONG,
                    "The connection broke each time a URL of %d bytes was sent, while a short one was answered."
                            .formatted(urlBytes(call.target())),
                    "Nothing of %s was read by it.".formatted(request.objectType()),
                    "Set max-url-bytes lower, so that such URLs are not tried.",
                    cut);
        }
    }

    boolean fitsUrl(String objectType, PropertySelection properties) {
        return fits(paths.list(objectType, properties, LONGEST_AFTER, ListRequest.MAX_LIMIT, RecordState.ARCHIVED));
    }

    RecordPage searchRecords(SearchRequest request) {
        requireLimit(request.limit(), 0, SearchRequest.MAX_LIMIT);
        var call = Call.postJson(
                CallKind.SEARCH, request.objectType(), paths.search(request.objectType()), Bodies.search(request));
        return sized(
                request.objectType(), request.limit(), call, counted(page(request.objectType(), request.properties())));
    }

    /** A search that does not count is no search: nobody could tell an empty answer from one that lost its rows. */
    private static AnswerReader<RecordPage> counted(AnswerReader<RecordPage> reader) {
        return answer -> {
            var page = reader.read(answer);
            if (page.total().isEmpty()) {
                throw new ForeignAnswerException("a search without \"total\"");
            }
            return page;
        };
    }

    RecordPage batchRead(String objectType, PropertySelection properties, List<Long> ids, RecordState state) {
        var distinct = List.copyOf(new LinkedHashSet<>(ids));
        if (distinct.isEmpty()) {
            return new RecordPage(
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    clock.now().now());
        }
        requireLimit(distinct.size(), 1, HubSpotClient.MAX_BATCH);
        var call = Call.postJson(
                CallKind.BATCH_READ,
                objectType,
                paths.batchRead(objectType, state),
                Bodies.batchRead(properties, distinct));
        return sized(objectType, distinct.size(), call, answer -> {
            var page = BatchAnswer.read(answer, properties, distinct, clock.timeOf(answer));
            pageSizes.came(objectType, page.records().size(), answer.body().length);
            return page;
        });
    }

    HistoryBatch fetchHistories(String objectType, List<String> properties, List<Long> ids) {
        var distinct = List.copyOf(new LinkedHashSet<>(ids));
        if (distinct.isEmpty()) {
            return new HistoryBatch(Map.of(), List.of());
        }
        requireLimit(distinct.size(), 1, HubSpotClient.MAX_HISTORY_BATCH);
        var call = Call.postJson(
                CallKind.BATCH_READ,
                objectType,
                paths.batchRead(objectType, RecordState.LIVE),
                Bodies.batchReadOfHistories(properties, distinct));
        return caller.call(call, answer -> HistoryReader.read(answer.body(), distinct));
    }

    Map<Long, List<DealSplit>> fetchDealSplits(List<Long> dealIds) {
        var distinct = List.copyOf(new LinkedHashSet<>(dealIds));
        if (distinct.isEmpty()) {
            return Map.of();
        }
        requireLimit(distinct.size(), 1, HubSpotClient.MAX_BATCH);
        var call = Call.postJson(CallKind.BATCH_READ, "deal_splits", paths.dealSplits(), Bodies.ids(distinct));
        return caller.call(call, DealSplitReader::read);
    }

    /** Learns from an answer that is too large: {@link #pageLimit} is lower from then on. */
    private RecordPage sized(String objectType, int rows, Call call, AnswerReader<RecordPage> reader) {
        try {
            return caller.call(call, reader);
        } catch (ConnectorException e) {
            if (e.code() == ErrorCode.HUBSPOT_ANSWER_TOO_LARGE) {
                pageSizes.tooLarge(objectType, rows);
            }
            throw e;
        }
    }

    private AnswerReader<RecordPage> page(String objectType, PropertySelection properties) {
        return answer -> {
            var body = RecordPageReader.read(answer.body(), properties);
            if (properties.size() > 0) {
                pageSizes.came(objectType, body.records().size(), answer.body().length);
            }
            return new RecordPage(
                    body.records(),
                    body.malformed(),
                    List.of(),
                    List.of(),
                    body.nextAfter(),
                    body.total(),
                    clock.timeOf(answer));
        };
    }

    private boolean fits(String target) {
        return urlBound.fits(urlBytes(target));
    }

    private int urlBytes(String target) {
        return baseUrlBytes + target.length();
    }

    private static void requireLimit(int limit, int least, int most) {
        if (limit < least || limit > most) {
            throw new IllegalArgumentException("limit must be %d…%d, was %d".formatted(least, most, limit));
        }
    }
}
