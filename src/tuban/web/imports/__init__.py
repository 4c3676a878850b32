"""Import (数据导入): discs are uploaded, looked through by the import doctor, confirmed and loaded."""
