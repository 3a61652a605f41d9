package io.hubflow.engine.view;

/** Where the SQL of views differs between warehouses. Expressions go in and come out as SQL. */
public interface SqlDialect {
    /** A name of a view or of one of its columns, in the case that the warehouse prefers. */
    String quote(String name);

    /** A text constant. */
    String literal(String text);

    /** Converts; NULL where the value does not fit. */
    String as(ViewType type, String expression);

    /** A member of a JSON object, as text. */
    String member(String json, String name);

    /** What follows a table in FROM to have a row for each element of its JSON array; a NULL array has none. */
    String eachElement(String json, String alias);

    /** The element of {@link #eachElement}, as JSON. */
    String element(String alias);

    /** The element of {@link #eachElement}, as text. */
    String elementText(String alias);

    /** The first element of a JSON array, as text. */
    String firstElement(String json);

    /** 32 hexadecimal digits. */
    String md5(String text);
}
