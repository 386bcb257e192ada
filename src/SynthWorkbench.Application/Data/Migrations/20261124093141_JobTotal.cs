using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SynthWorkbench.Application.Data.Migrations
{
    /// <inheritdoc />
    public partial class JobTotal : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<double>(
                name: "Total",
                table: "Jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Total",
                table: "Jobs");
        }
    }
}
