/** The admin API on the operators' port: this package wires the routes of the packages below it. */
@NullMarked
package dev.segmentnovu.ingest.admin;

import org.jspecify.annotations.NullMarked;
