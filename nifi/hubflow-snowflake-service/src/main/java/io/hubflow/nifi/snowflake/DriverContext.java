package io.hubflow.nifi.snowflake;

import io.hubflow.snowflake.ConnectionSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the driver with the class loader of its own NAR as the thread's. The driver's cloud storage clients look their parts up
 * there, and the thread is a processor's, whose NAR has no driver.
 */
record DriverContext(ConnectionSource driver) implements ConnectionSource {
    private static final List<Class<?>> WRAPPED =
            List.of(Connection.class, Statement.class, ResultSet.class, DatabaseMetaData.class);

    @Override
    public Connection open() throws SQLException {
        var before = enter();
        try {
            return (Connection) wrapped(Connection.class, driver.open());
        } finally {
            leave(before);
        }
    }

    private static ClassLoader enter() {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        thread.setContextClassLoader(DriverContext.class.getClassLoader());
        return before;
    }

    private static void leave(ClassLoader before) {
        Thread.currentThread().setContextClassLoader(before);
    }

    private static Object wrapped(Class<?> type, Object target) {
        return Proxy.newProxyInstance(DriverContext.class.getClassLoader(), new Class<?>[] {type}, new Within(target));
    }

    private record Within(Object target) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            var before = enter();
            try {
                var result = method.invoke(target, arguments);
                return result != null && WRAPPED.contains(method.getReturnType())
                        ? wrapped(method.getReturnType(), result)
                        : result;
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            } finally {
                leave(before);
            }
        }
    }
}
