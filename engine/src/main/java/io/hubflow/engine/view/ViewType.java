package io.hubflow.engine.view;

/** Types of views' columns, by the words of dbt's packages. */
public enum ViewType {
    INT,
    STRING,
    TIMESTAMP,
    BOOLEAN,
    FLOAT
}
