/**
 * How results look: tables, JSON and pictures. Turns values into text; reads and writes no files.
 */
@NullMarked
package ai.faithful.cli.report;

import org.jspecify.annotations.NullMarked;
