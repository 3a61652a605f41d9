package io.hubflow.nifi;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.Map;

/** Says in attributes why a FlowFile did not go on. */
public final class Failures {
    private Failures() {}

    public static Map<String, String> attributes(ConnectorException failure) {
        return attributes(failure.code().name(), CanvasText.of(failure));
    }

    public static Map<String, String> attributes(String code, String message) {
        return Map.of(HubSpotAttributes.ERROR_CODE, code, HubSpotAttributes.ERROR_MESSAGE, message);
    }

    /**
     * Whether the same FlowFile can succeed later without a change to it: an outage, a limit, or a token, scope, grant or
     * file that an administrator can mend meanwhile. Only what is wrong with the work itself is final.
     */
    public static boolean canRecover(ConnectorException failure) {
        var code = failure.code();
        return switch (code.category()) {
            case UPSTREAM -> code.retry() != ErrorCode.Retry.NO || code == ErrorCode.HUBSPOT_NOT_HUBSPOT;
            case PERMISSION, QUOTA, DESTINATION, INTERRUPTION -> true;
            case CONFIGURATION, BUG -> false;
        };
    }

    /** Whether the other object types would fail alike: a token, an outage, a spent quota. */
    public static boolean concernsAll(ConnectorException failure) {
        return switch (failure.code()) {
            case HUBSPOT_SCOPE_MISSING,
                    HUBSPOT_NOT_FOUND,
                    HUBSPOT_REQUEST_REFUSED,
                    OBJECT_TYPE_UNKNOWN,
                    PROPERTY_UNKNOWN,
                    BUG -> false;
            default -> true;
        };
    }
}
