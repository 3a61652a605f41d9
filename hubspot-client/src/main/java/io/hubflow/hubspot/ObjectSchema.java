package io.hubflow.hubspot;

/** A custom object type. @param objectTypeId {@code 2-…} @param fullyQualifiedName {@code p{portal}_{name}} */
public record ObjectSchema(
        String objectTypeId, String fullyQualifiedName, String name, String pluralLabel, boolean archived) {}
