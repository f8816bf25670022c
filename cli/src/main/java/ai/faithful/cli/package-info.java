/**
 * The command line: one class per subcommand, the exit codes, and how every failure becomes one
 * line. Nothing outside this package prints or ends the process.
 */
@NullMarked
package ai.faithful.cli;

import org.jspecify.annotations.NullMarked;
