package io.hubflow.nifi.list;

import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.RecordErasure;
import io.hubflow.engine.destination.StoredTables;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.nifi.api.DestinationService;
import io.hubflow.nifi.api.OpenDestination;
import io.hubflow.nifi.put.DuckDbWarehouse;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Optional;
import org.apache.nifi.controller.AbstractControllerService;
import org.jspecify.annotations.Nullable;

/** A DuckDB file that one time goes away while values of deleted records are erased and their rows are marked. */
final class CutOffWarehouse extends AbstractControllerService implements DestinationService {
    private final DuckDbWarehouse file;
    private @Nullable Moment moment;

    /** When it goes away. */
    enum Moment {
        BEFORE_VALUES_ARE_ERASED,
        BEFORE_ROWS_ARE_MARKED,
        BEFORE_THE_REPLY_TO_THE_COMMIT
    }

    CutOffWarehouse(Path path) {
        this.file = new DuckDbWarehouse(path);
    }

    void cutOffOnce(Moment at) {
        moment = at;
    }

    boolean wasCutOff() {
        return moment == null;
    }

    DuckDbWarehouse file() {
        return file;
    }

    @Override
    public OpenDestination openDestination() {
        var opened = file.openDestination();
        return OpenDestination.lent(proxy(Destination.class, opened.destination()), opened::close);
    }

    @Override
    public Connection getConnection() {
        return file.getConnection();
    }

    private <T> T proxy(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> called(real, method, arguments == null ? new Object[0] : arguments)));
    }

    private @Nullable Object called(Object real, Method method, Object[] arguments) throws Throwable {
        var erases = method.getName().equals("erase") && arguments[0] instanceof RecordErasure;
        var marks = method.getName().equals("commit")
                && !((Commit) arguments[0]).stages().isEmpty();
        if (erases) {
            cutOffAt(Moment.BEFORE_VALUES_ARE_ERASED);
        }
        if (marks) {
            cutOffAt(Moment.BEFORE_ROWS_ARE_MARKED);
        }
        Object result;
        try {
            result = method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (marks) {
            cutOffAt(Moment.BEFORE_THE_REPLY_TO_THE_COMMIT);
        }
        return result instanceof Optional<?> optional
                ? optional.map(one -> one instanceof StoredTables tables ? proxy(StoredTables.class, tables) : one)
                : result;
    }

    private void cutOffAt(Moment at) {
        if (moment == at) {
            moment = null;
            var code = at == Moment.BEFORE_THE_REPLY_TO_THE_COMMIT
                    ? ErrorCode.COMMIT_OUTCOME_UNKNOWN
                    : ErrorCode.DESTINATION_UNREACHABLE;
            throw new ConnectorException(code, "The warehouse went away.", "", "");
        }
    }
}
